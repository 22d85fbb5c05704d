import { trusted } from '@convbench/report';

/** Colours and type of the reports; contrast of every text colour is 4.5:1 or more on its ground, in light and in dark. */
export const style = trusted(
  `
:root{color-scheme:light dark;
--bg:light-dark(#fbfaf7,#14161a);--surface:light-dark(#fff,#1b1e24);--sunk:light-dark(#f3f1ec,#20242b);
--ink:light-dark(#1b1d22,#eceae4);--ink2:light-dark(#474c56,#bcbfc7);
--line:light-dark(#dcd9d1,#30353e);--line2:light-dark(#8b8a84,#6d737e);
--c0:light-dark(#1f5fbf,#86b4ff);--c1:light-dark(#0b7060,#5cc9ad);--c2:light-dark(#a8440b,#f3a067);--c3:light-dark(#6b3fa0,#c7a6f2);
--good:light-dark(#0b7060,#5cc9ad);--bad:light-dark(#a1211a,#ff9d94);--warn:light-dark(#754700,#f2c566);
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 var(--sans);font-variant-numeric:tabular-nums lining-nums}
main,header,footer{max-width:68rem;margin:0 auto;padding:0 clamp(1rem,3.2vw,3rem)}
header{padding-top:1.25rem;font-size:.875rem;color:var(--ink2)}
h1{font-size:clamp(1.375rem,.95rem + 1.35vw,2.125rem);line-height:1.2;font-weight:680;letter-spacing:-.02em;margin:.6rem 0 .5rem}
h2{font-size:1.25rem;font-weight:650;margin:2.2rem 0 .6rem}h3{font-size:1rem;font-weight:650;margin:1.4rem 0 .4rem}
p{margin:.4rem 0}a{color:inherit;text-underline-offset:.2em}
.answer{font-size:1.0625rem;max-width:56rem}
.verdict{display:inline-block;font-weight:650;border:1px solid currentColor;border-radius:5px;padding:.05rem .5rem;white-space:nowrap}
.confirmed,.holds{color:var(--good)}.refuted,.fails{color:var(--bad)}.confirmed-with-limits,.cannot-tell,.open{color:var(--warn)}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1rem;margin:1.2rem 0}dt{color:var(--ink2)}dd{margin:0}
.scroll{overflow-x:auto}.scroll:focus-visible,a:focus-visible{outline:2px solid var(--c0);outline-offset:2px}
table{border-collapse:collapse;font-size:.875rem;min-width:100%}
th,td{text-align:left;padding:.35rem .8rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
thead th{color:var(--ink2);font-weight:600;border-bottom:1px solid var(--line2)}th small{font-weight:400}tbody th{font-weight:500}
.num{text-align:right}
figure{margin:1rem 0}figcaption{font-size:.8125rem;color:var(--ink2)}svg{display:block;width:100%;height:auto;max-width:47.5rem}
svg text{font-family:var(--sans);font-size:12px;fill:var(--ink2)}.name{fill:var(--ink)}.grid{stroke:var(--line)}
.g0{fill:var(--c0);stroke:var(--c0)}.g1{fill:var(--c1);stroke:var(--c1)}.g2{fill:var(--c2);stroke:var(--c2)}.g3{fill:var(--c3);stroke:var(--c3)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem}.legend span{display:inline-flex;gap:.35rem;align-items:center}.key{width:14px;height:14px}
.note,li{font-size:.9375rem;color:var(--ink2)}code{font-family:var(--mono);font-size:.8125rem;background:var(--sunk);padding:.1rem .3rem;border-radius:4px;overflow-wrap:anywhere}
footer{font-size:.8125rem;color:var(--ink2);padding-top:1.5rem;padding-bottom:2.5rem}
@media(max-width:40rem){dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:.4rem}}
@media print{:root{color-scheme:light}.scroll{overflow:visible}tr,figure{break-inside:avoid}}
`
    .replace(/\n+/g, '\n')
    .trim(),
);
