# Writes what PowerShell's own parser finds in scripts: one JSON line a script, to a file.
#   -List FILE   a script's path a line; scripts of the modules that come with PowerShell are added
param([string] $List, [string] $Output)
$ErrorActionPreference = 'Stop'
$language = 'System.Management.Automation.Language'
$commandType = "$language.CommandAst" -as [type]
$parameterType = "$language.CommandParameterAst" -as [type]
$modules = Get-ChildItem -Path (Join-Path $PSHOME Modules) -Recurse -File -Include *.ps1, *.psm1, *.psd1
$writer = [IO.StreamWriter]::new($Output)
foreach ($path in @([IO.File]::ReadAllLines($List)) + @($modules.FullName)) {
    $tokens = $null
    $problems = $null
    $text = [IO.File]::ReadAllText($path)
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($text, [ref] $tokens, [ref] $problems)
    $commands = foreach ($command in $ast.FindAll({ param($node) $node -is $commandType }, $true)) {
        $elements = foreach ($element in $command.CommandElements) {
            $kind = if ($element -is $parameterType) { 'P' } else { 'E' }
            "$kind$($element.Extent.StartOffset)-$($element.Extent.EndOffset)"
        }
        "$($command.Extent.StartOffset)-$($command.Extent.EndOffset) $($elements -join ' ')"
    }
    $writer.WriteLine((ConvertTo-Json -Compress @{
                text     = $text
                sound    = $problems.Count -eq 0
                commands = @($commands)
            }))
}
$writer.Close()
