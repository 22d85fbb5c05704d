import { designTokens, trusted } from '@convbench/report';

/** The reports' colours and type, and how the pages of studies look. */
export const style = trusted(
  `
${designTokens}
:root{--violet:light-dark(#6b3fa0,#c7a6f2)}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 var(--sans);font-variant-numeric:tabular-nums lining-nums}
main,header,footer{max-width:68rem;margin:0 auto;padding:0 clamp(1rem,3.2vw,3rem)}
header{padding-top:1.25rem;font-size:.875rem;color:var(--ink2)}
h1{font-size:clamp(1.375rem,.95rem + 1.35vw,2.125rem);line-height:1.2;font-weight:680;letter-spacing:-.02em;margin:.6rem 0 .5rem}
h2{font-size:1.25rem;font-weight:650;margin:2.2rem 0 .6rem}h3{font-size:1rem;font-weight:650;margin:1.4rem 0 .4rem}
p{margin:.4rem 0}a{color:inherit;text-underline-offset:.2em}
.answer{font-size:1.0625rem;max-width:56rem}
.verdict{display:inline-block;font-weight:650;border:1px solid currentColor;border-radius:5px;padding:.05rem .5rem;white-space:nowrap}
.confirmed,.holds{color:var(--residual)}.refuted,.fails{color:var(--bad)}.confirmed-with-limits,.cannot-tell,.open{color:var(--warn)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1rem;margin:1.2rem 0}dt{color:var(--ink2)}dd{margin:0}
.scroll{overflow-x:auto}.scroll:focus-visible,a:focus-visible{outline:2px solid var(--inception);outline-offset:2px}
table{border-collapse:collapse;font-size:.875rem;min-width:100%}
th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--ink2);font-weight:600;border-bottom:1px solid var(--line2)}th small{font-weight:400}tbody th{font-weight:500}
.num{text-align:right}
figure{margin:1rem 0}figcaption{font-size:.8125rem;color:var(--ink2)}svg{display:block;width:100%;height:auto;max-width:47.5rem}
svg text{font-family:var(--sans);font-size:12px;fill:var(--ink2)}
.gl{stroke:var(--grid)}.ax,.lead{stroke:var(--line2)}svg .tk{fill:var(--ink3)}svg .lb{fill:var(--ink);paint-order:stroke;stroke:var(--bg);stroke-width:3.5px;stroke-linejoin:round}
.g0{--c:var(--inception)}.g1{--c:var(--residual)}.g2{--c:var(--plain)}.g3{--c:var(--violet)}
.mk{fill:var(--c);stroke:var(--c)}.bar,.curve{stroke:var(--c)}.curve{fill:none;stroke-width:1.5;opacity:.55;stroke-linejoin:round}
.effect{height:14px;width:11rem}.effect .in{fill:var(--line)}.effect line{stroke:var(--ink);stroke-width:2}.effect circle{fill:var(--ink)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem}.legend span{display:inline-flex;gap:.35rem;align-items:center}.key{width:14px;height:14px}
.note,li{font-size:.9375rem;color:var(--ink2)}code{font-family:var(--mono);font-size:.8125rem;background:var(--sunk);padding:.1rem .3rem;border-radius:4px;overflow-wrap:anywhere}
footer{font-size:.8125rem;color:var(--ink2);padding-top:1.5rem;padding-bottom:2.5rem}
@media(max-width:40rem){dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:.4rem}}
@media print{:root{color-scheme:light}.scroll{overflow:visible}tr,figure{break-inside:avoid}}
`
    .replace(/\n+/g, '\n')
    .trim(),
);
