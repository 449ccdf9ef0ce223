import { DARK, LIGHT, type Palette } from './palette.ts';

function variables(palette: Palette): string {
  const { series, ...named } = palette;
  const lines = Object.entries(named).map(
    ([name, colour]) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}:${colour}`,
  );
  return [...lines, ...series.map((colour, i) => `--series-${i}:${colour}`)].join(';');
}

const SERIES = LIGHT.series.map((_, i) => `.s${i}{--c:var(--series-${i})}`).join('');

/** The whole style sheet of a report: no import, no font, no picture from outside. */
export const REPORT_CSS = `:root{color-scheme:light;${variables(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${variables(DARK)}}}
${SERIES}.main{--c:var(--ink)}.target{--c:var(--alarm-text)}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 24px}
header{padding-top:44px;padding-bottom:20px}
h1,h2{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,"DejaVu Serif",serif;font-weight:600;line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:clamp(1.7rem,4.2vw,2.5rem);margin:.1em 0 .3em}
h2{font-size:1.35rem;margin:0 0 .7em}
.kicker{color:var(--accent);font-weight:650;font-size:.85rem;letter-spacing:.09em;text-transform:uppercase;margin:0}
.lead{color:var(--quiet);margin:0;max-width:46em;overflow-wrap:anywhere}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:26px 28px;margin:0 0 20px}
code{font:.86em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.note{color:var(--quiet);font-size:.88rem;margin:12px 0 0;max-width:62em}
.withheld{color:var(--quiet);font-style:italic;font-weight:400}
.bad{color:var(--alarm-text);font-weight:700}
.alarm{background:var(--alarm-page);color:var(--alarm-ink);border:0}
.alarm.caution{background:var(--caution-page);color:var(--caution-ink)}
.alarm h2{font-family:inherit;font-weight:750;font-size:1.3rem;margin:0}
.alarm ul{margin:.7em 0 0;padding-left:1.2em;max-width:60em}
.alarm li{overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,270px),1fr));gap:26px 32px;margin:0}
.figures dt{color:var(--quiet);font-size:.9rem;font-weight:600}
.figures dd{margin:0}
.figures .value{font-size:2.2rem;line-height:1.2;font-weight:650;letter-spacing:-.015em}
.figures .value .withheld{font-size:1.3rem;letter-spacing:0}
.figures .meaning{color:var(--quiet);font-size:.88rem;line-height:1.4;margin-top:3px}
.unit{font-weight:400}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem}
caption{text-align:left;color:var(--quiet);font-size:.88rem;padding:0 0 10px}caption,.note{max-width:min(62em,calc(100vw - 62px))}
caption b,figcaption b{color:var(--ink);font-size:1rem;font-weight:650;display:block}
th,td{padding:9px 12px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
thead th,thead td{color:var(--quiet);font-size:.82rem;line-height:1.3;vertical-align:bottom;border-bottom:1.5px solid var(--quiet)}
tbody th{font-weight:600;overflow-wrap:break-word;max-width:18em}
tfoot th,tfoot td{font-weight:700;border-bottom:0;border-top:1.5px solid var(--quiet)}
.n{text-align:right}
td.n{white-space:nowrap}
td small{color:var(--quiet);white-space:normal}td small.interval{white-space:nowrap}
.rounds{overflow-wrap:anywhere;min-width:6em}
.dense th,.dense td{padding:4px 12px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:28px 32px}
.chart{margin:0;min-width:0}
.chart.wide{margin-top:22px}
figcaption{color:var(--quiet);font-size:.88rem;min-height:3em}
.wide figcaption{min-height:0;margin-bottom:8px}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-size:12.5px;fill:var(--quiet)}
svg text.name{fill:var(--ink);font-size:13px}
.grid{stroke:var(--line)}
.base,.tick{stroke:var(--quiet)}
.line{fill:none;stroke:var(--c);stroke-width:1.9;stroke-linejoin:round;stroke-linecap:butt}
.main .line{stroke-width:3.2}
.mark{fill:var(--c);stroke:var(--card);stroke-width:1}
.mark.open{fill:none;stroke:var(--c);stroke-width:1.9}
.mark.ring{fill:var(--card);stroke:var(--c);stroke-width:1.6}
.label text{fill:var(--c);font-weight:600}
.main.label text{font-weight:750}
.leader{fill:none;stroke:var(--c);stroke-width:.8;opacity:.6}
.reference{stroke:var(--alarm-text);stroke-width:1.6;stroke-dasharray:6 4}
.band{fill:var(--series-0);opacity:.2}
.columns rect{fill:transparent}
.columns rect:hover{fill:var(--quiet);fill-opacity:.12}
.dot{--c:var(--accent)}.dot circle{fill:var(--c);fill-opacity:.85;stroke:var(--card);stroke-width:1}.dot path{stroke:var(--c);stroke-width:1.7;fill:none}
.everyone line,.diagonal{stroke:var(--quiet);stroke-width:1.4;stroke-dasharray:5 4}
svg text.head{font-weight:650}svg text.words{font-style:italic}
.attribute{color:var(--quiet);font-size:.82rem;padding-top:16px}
.groups tbody th[scope=row]{padding-left:14px}
.findings{margin:0;padding-left:1.2em}.findings li{margin-bottom:8px}
.probabilities,.differences{margin-top:26px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:6px 22px;margin:0 0 18px;padding:0;font-size:.93rem}
.legend li{overflow-wrap:anywhere}
.swatch{display:inline-block;width:30px;height:14px;vertical-align:-2px;margin-right:8px}
.meter{display:inline-block;width:56px;height:7px;margin-right:9px;vertical-align:1px}
.room{fill:var(--line)}
.signed{fill:var(--c)}
.full,.counted{fill:var(--accent)}
.over .full{fill:var(--alarm-text)}
.missed rect{fill:none;stroke:var(--line)}
.missed path{stroke:var(--alarm-text);stroke-width:2.2;stroke-linecap:round}
.phases .bar{width:30%;vertical-align:middle}
.phases .bar svg{height:12px}
.none{color:var(--quiet);border:1px dashed var(--line);border-radius:8px;padding:22px;margin:8px 0 0}
.none.bad{color:var(--alarm-text);font-weight:600}
details{margin-top:22px}
summary{cursor:pointer;color:var(--accent);font-weight:600;padding:4px 0}
summary:focus-visible,.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:3px}
details .scroll{max-height:26em;overflow:auto;margin-top:10px}
.questions{margin:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:20px 36px}
.questions dt{font-weight:650;margin-bottom:2px}
.questions dd{margin:0;max-width:38em}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:24px 40px;align-items:start}
.confusion .right{font-weight:700}
.facts{display:grid;grid-template-columns:minmax(8em,max-content) 1fr;gap:7px 24px;margin:0}
.facts dt{color:var(--quiet)}
.facts dd{margin:0;overflow-wrap:anywhere;min-width:0}
.facts dd span{color:var(--quiet)}
footer{color:var(--quiet);font-size:.85rem;padding-bottom:48px;overflow-wrap:anywhere}
@media (max-width:560px){main,header,footer{padding-left:14px;padding-right:14px}section{padding:20px 16px}.figures{grid-template-columns:1fr 1fr;gap:20px 16px}.figures .value{font-size:1.7rem}.facts{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:9px}tbody th,tfoot th{min-width:10.5em}figcaption{min-height:0;margin-bottom:6px}svg text{font-size:14px}}
@page{size:A4;margin:14mm 13mm}
@media print{
caption,.note{max-width:none}
:root{--page:#fff}
html{font-size:12.4px}
body{font-size:9.3pt;line-height:1.45;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main,header,footer{max-width:none;padding-left:0;padding-right:0}
header{padding-top:0}
h1{font-size:22pt}h2{font-size:13pt;break-after:avoid}
section[aria-labelledby=trends]{break-before:page;border-top:0}.legend{break-after:avoid}figcaption{min-height:0}
section{border:0;border-top:1px solid var(--line);border-radius:0;padding:12pt 0;margin:0}
.alarm{border:0;border-radius:6pt;padding:10pt 12pt}
figure,tr,.questions>div,.figures>div,.alarm,.pair,.facts{break-inside:avoid}
thead{display:table-header-group}tfoot{display:table-row-group}
.figures{grid-template-columns:repeat(3,1fr);gap:12pt 16pt}.figures .value{font-size:20pt}
.charts,.questions{grid-template-columns:1fr 1fr;gap:12pt 18pt}
.pair{grid-template-columns:1fr 1fr}
.scroll{overflow:visible}
details:not([open]){display:none}
th,td{padding:4pt 6pt}
}`;
