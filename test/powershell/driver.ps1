# Takes jobs as JSON lines from standard input and answers each with a JSON line, so that one PowerShell serves a whole
# suite. Jobs: parse (tokens, errors, level of the language) and run (objects, streams, exit code).
param([Parameter(Mandatory)] [string] $Assembly)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
if (-not (Test-Path -LiteralPath $Assembly)) {
    $fresh = "$Assembly.$PID.dll"
    Add-Type -Path (Join-Path $PSScriptRoot 'standIn.cs') -OutputAssembly $fresh -OutputType Library -IgnoreWarnings
    Move-Item -LiteralPath $fresh -Destination $Assembly -Force
}
Import-Module $Assembly
$exchange = Join-Path $PSScriptRoot 'exchange.psm1'
$codePages = @('ascii') + @(1252, 1251, 932, 936)
[System.Text.Encoding]::RegisterProvider([System.Text.CodePagesEncodingProvider]::Instance)

function Get-Shape {
    # What the tokens are: their kinds, and their text unless it is a string's or a comment's content.
    param($Tokens)
    foreach ($token in $Tokens) {
        switch ($token.Kind.ToString()) {
            { $_ -in 'StringLiteral', 'HereStringLiteral', 'Comment', 'NewLine' } { $_ }
            default { $_ + ' ' + $token.Text }
        }
    }
}

# Tokens and nodes that Windows PowerShell 5.1 does not have.
$newerTokens = 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr', 'Clean'
$newerNodes = 'TernaryExpressionAst', 'PipelineChainAst'

function Read-Script {
    param([string] $Text)
    $tokens = $null
    $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($Text, [ref] $tokens, [ref] $errors)
    @{ Ast = $ast; Tokens = $tokens; Errors = $errors }
}

function Invoke-Parse {
    param($Job)
    $bytes = [System.IO.File]::ReadAllBytes($Job.path)
    foreach ($codePage in $codePages) {
        $read = Read-Script -Text ([System.Text.Encoding]::GetEncoding($codePage)).GetString($bytes)
        $shape = (Get-Shape -Tokens $read.Tokens) -join "`n"
        @{
            errors = @($read.Errors | ForEach-Object { '{0}: {1}' -f $_.Extent.StartLineNumber, $_.Message })
            shape  = [Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.Text.Encoding]::UTF8.GetBytes($shape)))
        }
    }
}

function Invoke-Inspect {
    # What the script is made of, for the checks of language level and style.
    param($Job)
    $read = Read-Script -Text ([System.IO.File]::ReadAllText($Job.path))
    $ast = $read.Ast
    $all = $ast.FindAll({ $true }, $true)
    $commands = @{}
    foreach ($command in $all.Where({ $_ -is [System.Management.Automation.Language.CommandAst] })) {
        $name = [string] $command.GetCommandName()
        if (-not $commands.ContainsKey($name)) { $commands[$name] = @{} }
        foreach ($element in $command.CommandElements) {
            if ($element -is [System.Management.Automation.Language.CommandParameterAst]) { $commands[$name][$element.ParameterName] = $true }
        }
    }
    $functions = $all.Where({ $_ -is [System.Management.Automation.Language.FunctionDefinitionAst] })
    $variables = $all.Where({ $_ -is [System.Management.Automation.Language.VariableExpressionAst] })
    $unused = foreach ($block in @($ast) + @($functions.Body)) {
        if ($null -eq $block.ParamBlock) { continue }
        foreach ($parameter in $block.ParamBlock.Parameters) {
            $name = $parameter.Name.VariablePath.UserPath
            if (@($variables.Where({ $_.VariablePath.UserPath -eq $name -and $_.Parent -ne $parameter })).Count -eq 0) { $name }
        }
    }
    $level = @($read.Tokens.Where({ $_.Kind.ToString() -in $newerTokens -or $_.TokenFlags.HasFlag([System.Management.Automation.Language.TokenFlags]::ParseModeInvariant) -and $_.Text -eq 'clean' }).Text) +
        @($all.Where({ $_.GetType().Name -in $newerNodes }).ForEach({ $_.GetType().Name }))
    @{
        errors    = @($read.Errors.Message)
        newer     = @($level)
        commands  = @($commands.Keys | Sort-Object | ForEach-Object { @{ name = $_; parameters = @($commands[$_].Keys | Sort-Object) } })
        functions = @($functions.Name)
        verbs     = @($functions.Name | Where-Object { (Get-Verb -Verb $_.Split('-')[0]).Count -eq 0 -and @(Get-Verb -Verb $_.Split('-')[0]).Count -eq 0 })
        unused    = @($unused)
        elevated  = [bool] ($ast.ScriptRequirements -and $ast.ScriptRequirements.IsElevationRequired)
        version   = [string] $ast.ScriptRequirements.RequiredPSVersion
        synopsis  = [string] $ast.GetHelpContent().Synopsis
        examples  = @($ast.GetHelpContent().Examples).Count
        described = @($ast.GetHelpContent().Parameters.Keys | ForEach-Object { $_.ToUpperInvariant() } | Sort-Object)
        declared  = @($ast.ParamBlock.Parameters | ForEach-Object { $_.Name.VariablePath.UserPath.ToUpperInvariant() } | Sort-Object)
        emptyCatch = @($all.Where({ $_ -is [System.Management.Automation.Language.CatchClauseAst] -and $_.Body.Statements.Count -eq 0 })).Count
    }
}

function ConvertTo-Plain {
    param($Value)
    $base = $Value
    if ($Value -is [psobject] -and $Value.psobject.BaseObject -isnot [System.Management.Automation.PSCustomObject]) { $base = $Value.psobject.BaseObject }
    if ($base -is [datetime]) { return $base.ToUniversalTime().ToString('o') }
    if ($null -eq $base -or $base -is [string] -or $base -is [ValueType]) { return $base }
    if ($base -is [array]) { return , @($base | ForEach-Object { ConvertTo-Plain -Value $_ }) }
    if ($base -is [System.Management.Automation.PSCustomObject] -or $Value -is [System.Management.Automation.PSCustomObject]) {
        $plain = [ordered] @{}
        foreach ($property in $Value.psobject.Properties) { $plain[$property.Name] = ConvertTo-Plain -Value $property.Value }
        return $plain
    }
    return [string] $base
}

function Invoke-Run {
    param($Job)
    [Chainmail.StandIn.Machine]::Root = $Job.root
    [Chainmail.StandIn.Machine]::ExportLosesCertificates = [bool] $Job.exportLosesCertificates
    [Chainmail.StandIn.Machine]::Services = [string[]] @($Job.services)
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule([string[]] @($Assembly))
    if ($null -ne $Job.exchange) { $state.ImportPSModule([string[]] @($exchange)) }
    $runspace = [System.Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace($state)
    $runspace.Open()
    $shell = [powershell]::Create($runspace)
    try {
        $parameters = @{}
        foreach ($property in $Job.parameters.psobject.Properties) { $parameters[$property.Name] = $property.Value }
        $body = {
            param($Exchange, $Path, $Text, $Parameters, $Folder)
            if ($Exchange) { Initialize-Exchange -State $Exchange }
            Set-Location -LiteralPath $Folder
            if ($Text) { . ([scriptblock]::Create($Text)) } else { & $Path @Parameters }
        }
        [void] $shell.AddScript($body.ToString()).AddArgument($Job.exchange).AddArgument($Job.path).AddArgument($Job.text).AddArgument($parameters).AddArgument($Job.folder)
        $thrown = @()
        $output = @()
        try { $output = @($shell.Invoke()) } catch { $thrown = @([string] $_.Exception.InnerException.Message) }
        $exitCode = $runspace.SessionStateProxy.GetVariable('LASTEXITCODE')
        $calls = @()
        if ($null -ne $Job.exchange) {
            $shell.Commands.Clear()
            $calls = @($shell.AddCommand('Get-ExchangeCall').Invoke())
        }
        @{
            output      = @($output | ForEach-Object { ConvertTo-Plain -Value $_ })
            errors      = $thrown + @($shell.Streams.Error | ForEach-Object { [string] $_ })
            warnings    = @($shell.Streams.Warning | ForEach-Object { [string] $_ })
            information = @($shell.Streams.Information | ForEach-Object { [string] $_ })
            exitCode    = $exitCode
            calls       = @($calls | ForEach-Object { ConvertTo-Plain -Value $_ })
        }
    }
    finally {
        $shell.Dispose()
        $runspace.Dispose()
    }
}

[Console]::Out.WriteLine('ready')
while ($null -ne ($line = [Console]::In.ReadLine())) {
    $job = $line | ConvertFrom-Json
    try {
        $value = switch ($job.kind) {
            'parse' { , @(Invoke-Parse -Job $job) }
            'inspect' { Invoke-Inspect -Job $job }
            'run' { Invoke-Run -Job $job }
        }
        $answer = @{ value = $value }
    }
    catch { $answer = @{ problem = "$_`n$($_.ScriptStackTrace)" } }
    [Console]::Out.WriteLine(($answer | ConvertTo-Json -Depth 12 -Compress))
}
