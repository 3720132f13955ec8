"""The words by which people know what a link or a button does, in Swedish, English, German and Danish.

A word counts wherever a text, or the address behind it, holds it, with the endings of verbs. Too many is the safe side:
a link that is not followed costs a page, one that takes a case costs a colleague.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from urllib.parse import parse_qsl, unquote, urlsplit


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ACTING = _set(
    """
    ta tag överta övertag tilldel acceptera godkänn lås låsa lås_upp radera ta_bort tabort bort markera märk
    logga_ut loggaut utlogg skicka sänd spara avsluta stäng besluta fatta signera underteckna avslå avslag bevilja
    bifall makulera arkivera återställ ångra återkalla publicera prenumerera bevaka följ slå_ihop kopiera skapa
    registrera redigera ändra bekräfta expediera delge verkställ kvittera lämna släpp återöppna flytta take accept
    lock unlock delete remove del rm destroy mark unmark logout log_out signout sign_out logoff log_off exit send
    submit save close reopen approve reject grant deny assign unassign claim release decide archive cancel reset
    undo revoke publish unpublish subscribe unsubscribe watch unwatch follow unfollow vote copy clone merge create
    add new edit update modify sign confirm resolve escalate forward reply spam restore retire purge clear start
    stop run toggle switch impersonate hold unhold pin star dismiss acknowledge export download print upload
    übernehmen annehmen sperren entsperren löschen entfernen markieren abmelden ausloggen senden absenden speichern
    schließen schliessen genehmigen bewilligen ablehnen zuweisen archivieren stornieren bearbeiten ändern anlegen
    freigeben bestätigen entscheiden unterschreiben unterzeichnen wiederherstellen zurücksetzen kopieren hinzufügen
    overtag tildel lås_op slet fjern marker log_ud logud log_af gem luk godkend afvis afslå bevilg arkiver rediger
    ret opret tilføj bekræft afgør underskriv gendan nulstil annuller følg
    """
)
"""What changes something, or may. As a link such a word is not followed; as a button it is not pressed."""

DECIDING = _set(
    """
    besluta beslut fatta signera underteckna avslå avslag bevilja bifall bifalla godkänn avvisa avskriv skicka sänd
    expediera delge verkställ radera ta_bort tabort makulera publicera återkalla avsluta stäng decide decision sign
    approve reject grant deny send submit_decision delete remove destroy publish dispatch close resolve revoke
    finalize finalise complete notify mail email e_mail entscheiden unterschreiben unterzeichnen genehmigen
    bewilligen ablehnen senden absenden löschen entfernen veröffentlichen schließen afgør underskriv godkend afvis
    afslå bevilg slet fjern offentliggør luk
    """
)
"""What decides, deletes, or reaches somebody outside; no draft's button is called so."""

SAVING = _set(
    """
    spara utkast uppdatera lagra registrera lägg_till kommentera save draft update store submit apply add comment
    change changes speichern entwurf aktualisieren übernehmen gem kladde opdater
    """
)
TELLING = _set(
    """
    publik offentlig meddela underrätta avisera mejla mail epost e_post kopia synlig notifiera public notify
    notification email e_mail send inform visible customer requester submitter cc reply öffentlich benachrichtigen
    sichtbar underret besked
    """
)
"""Of a check box: that saving with it ticked reaches the applicant."""

STATE = _set(
    """
    status ärendestatus tillstånd läge åtgärd resolution resolutions action actions state stage phase step workflow
    skede fas steg zustand maßnahme aktion trin handling
    """
)
"""Of a list or of radio buttons: that it says how far a case has come, or what becomes of it."""
WRITING_TO = _set(
    """
    kommentar kommentera meddelande svar svara note notering comment comments message reply answer response change_note
    kommentieren nachricht antwort besked svar
    """
)
"""Of a text area: that what is written there is said to somebody, or is told of the change."""
INTERNAL = _set("intern internt interna internal private privat")

LEAVING = _set(
    """
    lämna släpp återlämna stäng leave release unlock close verlassen freigeben forlad frigiv
    """
)
NEXT = _set("nästa next weiter nächste næste framåt following")
NEXT_SIGNS = frozenset((">", ">>", "»", "›", "→", "⟩", "❯"))
INBOX = _set(
    """
    inkorg inkorgen ärenden ärendelista ärende nya öppna korg kö mina sök ansökningar handlingar inbox cases case
    tickets ticket issues issue queue open new worklist tasks requests applications list browse all search unread
    eingang posteingang vorgänge fälle anträge offene indbakke sager sag åbne ansøgninger
    """
)
DONE = _set(
    """
    avslutade beslutade stängda arkiv closed decided resolved archive archived done erledigt afsluttede lukkede
    """
)
NUMBER = _set(
    """
    nr nummer ärende ärendenummer ärendenr diarienummer diarienr dnr id case ticket issue number no caseno ref
    reference referens vorgang aktenzeichen sag sagsnummer sagsnr
    """
)
RECEIVED = _set(
    """
    inkom inkommen ankom mottagen datum registrerad skapad received created opened arrived date submitted eingang
    eingegangen erstellt modtaget oprettet
    """
)
CONTENT = _set(
    """
    beslut utkast motivering förslag skäl anteckning kommentar decision proposal reasons reason note notes comment
    draft answer reply entscheidung begründung notiz afgørelse begrundelse bemærkning
    """
)
OTHER = _set("other others övrigt övriga annat annan sonstiges andere andet øvrigt misc miscellaneous")
"""Of an option: that it holds whatever is none of the others."""
YES, NO = _set("ja yes true sant"), _set("nej no nein false falskt")
EMPTY = frozenset(
    (
        "-",
        "--",
        "---",
        "–",
        "—",
        "n/a",
        "none",
        "(none)",
        "(no value)",
        "no value",
        "not set",
        "unset",
        "unassigned",
        "ej angivet",
        "ej angiven",
        "inget värde",
        "saknas ej",
        "nicht gesetzt",
        "ikke angivet",
        "(empty)",
        "empty",
        "(tomt)",
    )
)


EDITING = _set("edit redigera ändra bearbeiten rediger update change modify")
"""What leads to a form: to look at it is no change."""


def words_of(text: str) -> list[str]:
    """The words of a text, an identifier or an address: small letters, camelCase and signs taken apart."""
    apart = re.sub(r"(?<=[a-zåäöüæø])(?=[A-ZÅÄÖÜÆØ])", " ", text)
    return re.findall(r"[^\W\d_]+", apart.casefold())


def holds(text: str, known: Collection[str]) -> bool:
    """Whether a text holds one of the words, perhaps with an ending; "log_out" is two words."""
    words = words_of(text)
    pairs = {f"{first}_{second}" for first, second in pairwise(words)}
    if pairs & set(known) or set(words) & set(known):
        return True
    return any(word.removesuffix(ending) in known for word in words if len(word) > _STEM for ending in _ENDINGS)


def acts(text: str, address: str) -> bool:
    """Whether a link may change something: by its words, by its path, or by what its query says that is to be done."""
    if holds(text, ACTING):
        return True
    parts = urlsplit(address)
    if holds(unquote(parts.path), _ACTING_ADDRESS):
        return True
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if set(words_of(name)) & _DOING and not set(words_of(value)) <= _SHOWING:
            return True
        if set(words_of(name)) & _ACTING_ADDRESS and not _listing(value):
            return True
    return False


def edits(text: str, address: str) -> bool:
    """Whether a link leads to the form in which something would be changed, and does nothing else."""
    path = urlsplit(address).path
    others = holds(text, ACTING - EDITING) or holds(path, _ACTING_ADDRESS - EDITING) or bool(urlsplit(address).query)
    return holds(path, EDITING) and not others


def _listing(value: str) -> bool:
    """Whether a query's value only says what is shown: a list of columns, a number of rows, nothing."""
    return "," in value


_SHOWING = _set("view show list index search display browse open detail details page")
_DOING = _set("action do cmd command op operation task mode event act method func function")
_STEM = 5
_ENDINGS = (
    "a",
    "e",
    "r",
    "s",
    "n",
    "ar",
    "er",
    "en",
)  # of verbs; what was done already, as in "assigned", only describes
# In an address these are nouns of pages more often than verbs; as a text they are verbs.
_ACTING_ADDRESS = ACTING - _set("ta tag new all add mark sign hold ret star") | frozenset(("take", "lock"))

LOGOUT = _set(
    """
    logout log_out sign_out signout logga_ut loggaut utloggning abmelden ausloggen log_ud logud log_af
    """
)
TYPE = _set(
    """
    typ ärendetyp typen kategori slag type kind category tracker queue art vorgangsart sagstype
    """
)
MARKS = _set(
    """
    märkning markering skydd sekretess flagga keyword keywords marking mark flag label labels tags protected
    kennzeichen mærkning
    """
)
UNIT = _set("enhet avdelning förvaltning unit department team group component abteilung afdeling")
CASEWORKER = _set(
    """
    handläggare ansvarig tilldelad assigned owner assignee responsible caseworker bearbeiter zuständig sagsbehandler
    """
)
SYNONYMS = tuple(
    frozenset(words.split(","))
    for words in (
        "number,nr,nummer,no,id,tillståndsnummer",
        "received,inkom,ankom,ankomstdatum,mottagen,received on,date received,arrived,created,eingang,modtaget",
        "valid from,gäller från,giltig från,giltigt från,from,från,valid since,gültig ab,gyldig fra",
        "valid to,gäller till,giltig till,giltigt till,to,till,expires,valid until,gültig bis,gyldig til",
        "type,typ,kind,slag,dokumenttyp,document,document type,art",
        "file,fil,filnamn,file name,filename,name,attachment,datei,bilaga",
        "status,state,läge,tillstånd,zustand",
        "outcome,proposal,förslag,utfall,beslut,decision,förslag till beslut,result,entscheidung,afgørelse",
        "reasons,motivering,skäl,motivation,justification,begründung,begrundelse",
        "note,anteckning,intern anteckning,internal note,notering,notiz,bemærkning",
        "answer by,svar senast,begär svar senast,answer due,reply by,due date",
        "signed,namnteckning,underskrift,undertecknad,signature,underskriven",
        "unable to sign,kan inte skriva under,cannot sign",
        "applicant,sökande,personnummer,personal number,social security number",
        "capacity,söker som,applies as,role,roll",
        "kind,kind of application,typ av ansökan,type of application,ansökningstyp",
        "mobility,förflyttning,förflyttningssätt",
        "lasting,varaktighet,duration",
        "duration,duration months,varaktighet månader,varaktighet i månader",
        "unchanged,oförändrad,oförändrade förhållanden,circumstances unchanged",
        "registered in,folkbokförd i,folkbokföringskommun,folkbokförd,municipality of registration",
        "active,aktivt,aktiv,gällande,aktiv",
        "expired,utgånget,utgången,abgelaufen,udløbet",
        "blocked,spärrat,spärrad,gesperrt,spærret",
        "permanent,bestående,lasting,varaktig,dauerhaft",
        "limited,tidsbegränsad,tidsbegränsat,time limited,temporary,tillfällig,befristet",
        "certificate,läkarintyg,intyg,medical certificate,attest,bescheinigung",
        "photo,passfoto,foto,passport photo,fotografi,lichtbild",
        "other,övrigt,annat,andet,sonstiges",
        "grant,bifall,bewilligung,bevilling,granted",
        "reject,avslag,ablehnung,afslag,rejected",
        "dismiss,avvisning,avvisa,dismissal",
        "completion,komplettering,complete,completion request",
        "walks,går,walking",
        "wheelchair,rullstol,rollstuhl,kørestol",
        "stays in,vistas i,vistelsekommun,staying in,municipality of stay",
        "ej folkbokförd i sverige,inte folkbokförd i sverige,not registered in sweden,registered in no municipality",
    )
)
"""Words that case systems use for one and the same thing, in several languages."""
LOGIN = _set(
    """
    logga_in inloggning login log_in sign_in signin anmelden anmeldung einloggen log_ind logind
    """
)
PROTECTED = _set(
    """
    skyddad skyddade skydd sekretess sekretessmarkering sekretessmarkerad skyddsmarkering jäv protected confidential
    secret restricted gesperrt auskunftssperre vertraulich beskyttet fortrolig
    """
)
"""Of a mark, or of the label beside it: that no robot may read on."""
SPOKEN = (
    r"(?i)(\b(?:skydd|sekretess|jäv|protected|confidential|secret\b|restricted|"
    r"gesperrt|auskunftssperre|vertraulich|beskytt|fortrolig)|$)"
)
"""A pattern of a text that speaks of protection; of one that does not it finds the empty end."""
