"""Shell completion: the script that a shell loads, and the answer that it asks for at each Tab."""

import os
import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from robots.cli.screen import Desk, typed, verbatim
from robots.errors import ConfigError
from robots.words import Words, meant

SHELL, LINE, BREAKS = "ROBOTS_COMPLETE", "ROBOTS_COMPLETE_LINE", "ROBOTS_COMPLETE_BREAKS"
"""What a shell hands over in the environment: its name, the line up to the cursor, and (bash) where it parts words."""

BASH = r"""_robots_complete() {
    local IFS=$'\n' program="${COMP_WORDS[0]/#\~/$HOME}"
    COMPREPLY=($(ROBOTS_COMPLETE=bash ROBOTS_COMPLETE_LINE="${COMP_LINE:0:COMP_POINT}" \
        ROBOTS_COMPLETE_BREAKS="$COMP_WORDBREAKS" "$program" 2>/dev/null))
}
complete -o default -F _robots_complete robots run.py
"""

ZSH = r"""_robots_complete() {
    local -a found shown
    local line
    while IFS= read -r line; do
        found+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
    done < <(ROBOTS_COMPLETE=zsh ROBOTS_COMPLETE_LINE="${(j: :)words[1,CURRENT]}" ${~words[1]} 2>/dev/null)
    if (( $#found )); then compadd -l -d shown -a found; else _files; fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _robots_complete robots run.py
"""

FISH = r"""function __robots_complete
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -l line (commandline -cp | string collect)
    set -l found (env ROBOTS_COMPLETE=fish ROBOTS_COMPLETE_LINE="$line" $program 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c robots -f -a '(__robots_complete)'
complete -c run.py -f -a '(__robots_complete)'
"""

POWERSHELL = r"""Register-ArgumentCompleter -Native -CommandName robots, run.py -ScriptBlock {
    param($word, $command, $cursor)
    $length = $cursor - $command.Extent.StartOffset
    $env:ROBOTS_COMPLETE = 'powershell'
    $env:ROBOTS_COMPLETE_LINE = $command.ToString().PadRight($length).Substring(0, $length)
    try {
        & $command.CommandElements[0].ToString() 2>$null | ForEach-Object {
            $value, $what = $_ -split "`t", 2
            if (-not $what) { $what = $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $what)
        }
    } finally {
        Remove-Item Env:ROBOTS_COMPLETE, Env:ROBOTS_COMPLETE_LINE
    }
}
"""

SCRIPTS: Mapping[str, tuple[str, str]] = {  # a shell, how its script is kept, and the script
    "bash": ("{program} completion bash >> ~/.bashrc", BASH),
    "zsh": ("{program} completion zsh >> ~/.zshrc", ZSH),
    "fish": ("{program} completion fish > ~/.config/fish/completions/robots.fish", FISH),
    "powershell": ("{program} completion powershell >> $PROFILE", POWERSHELL),
}


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the command."""

    @app.command(
        "completion",
        rich_help_panel=say("To set up"),
        help=say("Let the Tab key complete commands, robots and case numbers: the script for a shell."),
        epilog="run.py completion bash >> ~/.bashrc",
    )
    def completion(
        context: typer.Context,
        shell: Annotated[str, typer.Argument(metavar=say("SHELL"), help=say("bash, zsh, fish or powershell."))],
    ) -> None:
        desk: Desk = context.obj
        if shell not in SCRIPTS:
            raise ConfigError(
                f"There is no completion for {shell}. There is for: {', '.join(SCRIPTS)}.{meant(shell, SCRIPTS)}"
            )
        keep, script = SCRIPTS[shell]
        verbatim(f"# {desk.say('To keep this, and then open a new terminal:')} {keep.format(program=typed())}")
        verbatim(script.rstrip())


def answer(shell: str) -> None:
    """Print what may stand at the cursor, a line each, as the shell takes it; what it is stands behind a tab."""
    from robots.cli.candidates import Asked, candidates

    line = os.environ.get(LINE, "")
    found = candidates(line)
    if shell == "bash":
        current = Asked.of(line).current
        begun = max((current.rfind(sign) + 1 for sign in ":=" if sign in os.environ.get(BREAKS, "")), default=0)
        lines = [candidate.word[begun:] for candidate in found]
    else:
        lines = [f"{one.word}\t{one.what}" if one.what else one.word for one in found]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
