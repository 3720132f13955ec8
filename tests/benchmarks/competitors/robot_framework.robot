*** Comments ***
Robot Framework with the Browser library: robot --variablefile JOB.json robot_framework.robot


*** Settings ***
Library     Browser    timeout=15s
Library     Collections
Library     OperatingSystem


*** Variables ***
@{ARGUMENTS}    --no-sandbox    --disable-gpu    --disable-background-networking
...             --disable-component-update    --disable-sync    --no-first-run
${TAB}          iframe[name=flik] >>>


*** Tasks ***
Prepare Every New Case
    New Browser    chromium    headless=True    executablePath=${browser}    args=${ARGUMENTS}
    New Context    acceptDownloads=True
    New Page    ${address}/login
    Log In
    ${numbers}=    List The New Cases
    ${read}=    Create Dictionary
    FOR    ${number}    IN    @{numbers}
        ${case}=    Prepare The Case    ${number}
        Set To Dictionary    ${read}    ${number}    ${case}
    END
    ${written}=    Evaluate    json.dumps($read)
    Create File    ${out}    ${written}


*** Keywords ***
Log In
    Fill Text    input[name=anvandare]    ${user}
    Fill Secret    input[name=losenord]    $password
    Click    input[type=submit]
    Wait For Elements State    frame[name=inkorg]    attached

List The New Cases
    ${numbers}=    Create List
    ${page}=    Set Variable    ${1}
    WHILE    True
        Wait For Elements State    frame[name=inkorg] >>> .liten >> text=sida ${page} av    visible
        ${links}=    Get Elements    frame[name=inkorg] >>> table.grid td:first-child a
        FOR    ${link}    IN    @{links}
            ${number}=    Get Text    ${link}
            Append To List    ${numbers}    ${number}
        END
        IF    len($numbers) >= $cases    RETURN    ${numbers}
        Click    frame[name=inkorg] >>> text=Nästa
        ${page}=    Evaluate    ${page} + 1
    END

Prepare The Case
    [Arguments]    ${number}
    Go To    ${address}/arende/${number}
    ${fields}=    Read The Fields
    ${pdf}=    Fetch The File
    ${case}=    Create Dictionary    fields=${fields}    pdf=${pdf}
    Click    ${TAB} table.flikar >> text=Beslut
    Select Options By    ${TAB} select[name=forslag]    text    ${draft}[forslag]
    FOR    ${name}    IN    motivering    galler_fran    galler_till    anteckning
        Fill Text    ${TAB} [name=${name}]    ${draft}[${name}]
    END
    Handle Future Dialogs    action=accept
    Click    ${TAB} input[value='Spara utkast']
    Wait For Elements State    ${TAB} text=Utkast sparat    visible
    Read The Draft Back
    Click    input[value='Lämna ärendet']
    Wait For Elements State    text=Ärendet är lämnat    visible
    RETURN    ${case}

Read The Fields
    ${fields}=    Create Dictionary
    FOR    ${label}    IN    @{labels}
        ${text}=    Get Text    ${TAB} //td[@class='l' and text()='${label}:']/following-sibling::td[1]
        Set To Dictionary    ${fields}    ${label}    ${text.strip()}
    END
    RETURN    ${fields}

Fetch The File
    ${promise}=    Promise To Wait For Download
    Click    ${TAB} a[href^='/bilaga/']
    ${file}=    Wait For    ${promise}
    ${content}=    Get Binary File    ${file}[saveAs]
    ${sha256}=    Evaluate    hashlib.sha256($content).hexdigest()
    RETURN    ${sha256}

Read The Draft Back
    Click    ${TAB} table.flikar >> text=Beslut
    Wait For Elements State    ${TAB} text=Utkast sparat    detached
    FOR    ${name}    ${wanted}    IN    &{draft}
        ${standing}=    Get Property    ${TAB} [name=${name}]    value
        Should Be Equal    ${standing.strip()}    ${wanted.strip()}
    END
