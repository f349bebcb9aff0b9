import { Markup } from './markup.js';

/**
 * The page's style. Colours come from the editor's theme where there is one, else from the browser's; errors are also
 * told by words, dashes and hatching.
 */
export const styleSheet = new Markup(`
:root {
  color-scheme: light dark;
  --text: var(--vscode-editor-foreground, CanvasText);
  --ground: var(--vscode-editor-background, Canvas);
  --muted: var(--vscode-descriptionForeground, GrayText);
  --line: var(--vscode-contrastBorder, var(--vscode-editorWidget-border, color-mix(in srgb, CanvasText 45%, Canvas)));
  --bad: var(--vscode-editorError-foreground, light-dark(#b00020, #ff8a80));
  --doubtful: var(--vscode-editorWarning-foreground, light-dark(#7a4f00, #ffd180));
  --good: var(--vscode-testing-iconPassed, light-dark(#1b6e2e, #81c784));
}
body { margin: 0; padding: 1.5rem; color: var(--text); background: var(--ground);
  font: 14px/1.5 var(--vscode-font-family, system-ui, sans-serif); }
main { max-width: 52rem; margin: 0 auto; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
.verdict { font-size: 1.15rem; font-weight: 600; padding-left: .75rem; border-left: 5px solid var(--line); }
.verdict.bad { border-color: var(--bad); border-left-style: double; }
.verdict.doubtful, .verdict.unknown { border-color: var(--doubtful); border-left-style: dashed; }
.verdict.good { border-color: var(--good); }
.muted { color: var(--muted); }
.findings { list-style: none; padding: 0; }
.findings > li { margin: .75rem 0; padding-left: .75rem; border-left: 3px solid var(--line); }
.findings > .error { border-color: var(--bad); }
.findings > .warning { border-color: var(--doubtful); }
.causes > li { margin: 1rem 0; padding-left: .75rem; border-left: 3px solid var(--line); }
.causes > .certain { border-color: var(--bad); border-left-style: double; border-left-width: 5px; }
.causes > .likely { border-color: var(--doubtful); }
.causes > .possible { border-left-style: dashed; }
.button { display: inline-block; margin: .25rem .5rem .25rem 0; padding: .2rem .75rem; text-decoration: none;
  color: var(--vscode-button-foreground, ButtonText); background: var(--vscode-button-background, ButtonFace);
  border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; }
.button:hover { background: var(--vscode-button-hoverBackground, ButtonFace); }
.button ~ .button { color: var(--vscode-button-secondaryForeground, ButtonText);
  background: var(--vscode-button-secondaryBackground, ButtonFace); }
.button ~ .button:hover { background: var(--vscode-button-secondaryHoverBackground, ButtonFace); }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder, currentColor); outline-offset: 2px; }
.missing { font-weight: 600; color: var(--bad); }
code, pre, dd { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: .93em; }
pre { overflow-x: auto; padding: .5rem; border: 1px solid var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .25rem 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
.picture { display: block; width: 100%; height: auto; margin-top: 1.5rem; }
.picture text { fill: var(--text); font: 13px var(--vscode-font-family, system-ui, sans-serif); }
.picture .column { font-weight: 600; }
.picture .name { font-weight: 600; font-size: 14px; }
.picture .small { fill: var(--muted); font-size: 12px; }
.picture rect { fill: none; stroke: var(--line); stroke-width: 1.5; }
.picture .aside rect { stroke-dasharray: 2 3; }
.picture .hole rect { stroke-dasharray: 7 5; }
.picture .hole .name { font-weight: 400; fill: var(--muted); }
.picture .gap rect { fill: url(#hatch); stroke: var(--bad); stroke-width: 2; stroke-dasharray: 7 5; }
.picture .gap .small { fill: var(--bad); font-weight: 600; }
.picture .hatch { stroke: var(--bad); stroke-opacity: .25; stroke-width: 2; }
.picture .arrow { stroke: var(--text); stroke-width: 1.5; }
.picture .head { fill: var(--text); }
.picture .same { stroke: var(--line); stroke-width: 1.5; stroke-dasharray: 1 4; stroke-linecap: round; }
@media print { body { padding: 0; } section { break-inside: avoid-page; } }
`);
