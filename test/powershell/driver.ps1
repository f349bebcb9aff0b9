# Takes jobs as JSON lines from standard input and answers each with a JSON line, so that one PowerShell serves a whole
# suite. Jobs: parse (shape and errors), values (of literals), inspect (what a
# script is made of) and run (objects, streams, exit code).
param([Parameter(Mandatory)] [string] $Assembly)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
if (-not (Test-Path -LiteralPath $Assembly)) {
    $fresh = "$Assembly.$PID.dll"
    Add-Type -Path (Join-Path $PSScriptRoot 'standIn.cs') -OutputAssembly $fresh -OutputType Library -IgnoreWarnings -WarningAction Ignore
    # Another process may have been faster.
    if (Test-Path -LiteralPath $Assembly) { Remove-Item -LiteralPath $fresh } else { Move-Item -LiteralPath $fresh -Destination $Assembly }
}
Import-Module $Assembly
$exchange = Join-Path $PSScriptRoot 'exchange.psm1'
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
    # Of each script: the hash of its shape, and the first problem.
    param($Job)
    foreach ($path in $Job.paths) {
        $read = [Chainmail.StandIn.Shape]::Read($path)
        @{ shape = $read[0]; problem = $read[1] }
    }
}

function Invoke-Inspect {
    # What the script is made of, for the checks of language level and style. A part that is not there counts as empty.
    param($Job)
    Set-StrictMode -Off
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
    $unused = foreach ($block in @($ast) + @($functions.ForEach({ $_.Body }))) {
        if ($null -eq $block.ParamBlock) { continue }
        foreach ($parameter in $block.ParamBlock.Parameters) {
            $name = $parameter.Name.VariablePath.UserPath
            if (@($variables.Where({ $_.VariablePath.UserPath -eq $name -and $_.Parent -ne $parameter })).Count -eq 0) { $name }
        }
    }
    $assigned = $all.Where({ $_ -is [System.Management.Automation.Language.AssignmentStatementAst] }).ForEach({ $_.Left })
    $mentioned = @($variables.Where({ $_.Parent.Left -ne $_ -or $_.Parent -isnot [System.Management.Automation.Language.AssignmentStatementAst] }).ForEach({ $_.VariablePath.UserPath }) | Sort-Object -Unique)
    $unused = @($unused) + @($assigned.Where({ $_ -is [System.Management.Automation.Language.VariableExpressionAst] -and
                $_.VariablePath.UserPath -notin $mentioned -and $_.VariablePath.UserPath -notin 'null', 'ErrorActionPreference', 'global:LASTEXITCODE' }).ForEach({ $_.VariablePath.UserPath }))
    $level = @($read.Tokens.Where({ $_.Kind.ToString() -in $newerTokens -or
                ($_.Text -eq 'clean' -and $_.TokenFlags.HasFlag([System.Management.Automation.Language.TokenFlags]::ScriptBlockBlockName)) }).ForEach({ $_.Text })) +
        @($all.Where({ $_.GetType().Name -in $newerNodes }).ForEach({ $_.GetType().Name }))
    @{
        errors    = @($read.Errors | ForEach-Object { $_.Message })
        newer     = @($level)
        commands  = @($commands.Keys | Sort-Object | ForEach-Object { @{ name = $_; parameters = @($commands[$_].Keys | Sort-Object) } })
        functions = @($functions | ForEach-Object { @{ name = $_.Name; parameters = @($_.Body.ParamBlock.Parameters | Where-Object { $_ } | ForEach-Object { $_.Name.VariablePath.UserPath }) } })
        unapproved = @($functions | ForEach-Object { $_.Name } | Where-Object { @(Get-Verb -Verb $_.Split('-')[0]).Count -eq 0 })
        unused    = @($unused)
        elevated  = [bool] ($ast.ScriptRequirements -and $ast.ScriptRequirements.IsElevationRequired)
        version   = [string] $ast.ScriptRequirements.RequiredPSVersion
        synopsis  = [string] $ast.GetHelpContent().Synopsis
        examples  = @($ast.GetHelpContent().Examples).Count
        described = @($ast.GetHelpContent().Parameters.Keys | Where-Object { $_ } | ForEach-Object { $_.ToUpperInvariant() } | Sort-Object)
        declared  = @($ast.ParamBlock.Parameters | Where-Object { $_ } | ForEach-Object { $_.Name.VariablePath.UserPath.ToUpperInvariant() } | Sort-Object)
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
            # Never a script against a real certificate store: on Windows the drive is the machine's own.
            if ((Get-PSDrive -Name Cert).Provider.Name -ne 'StandInCertificate') { throw 'The drive Cert: is not the stand-in: run these tests on Linux or macOS.' }
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
            'values' { , [Chainmail.StandIn.Shape]::Values($job.path) }
            'inspect' { Invoke-Inspect -Job $job }
            'run' { Invoke-Run -Job $job }
        }
        $answer = @{ value = $value }
    }
    catch { $answer = @{ problem = "$_`n$($_.ScriptStackTrace)" } }
    [Console]::Out.WriteLine(($answer | ConvertTo-Json -Depth 12 -Compress))
}
