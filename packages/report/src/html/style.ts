import { trusted } from './markup.js';
import { designTokens } from './designTokens.js';

const BASE = `
*{box-sizing:border-box}
html{scroll-padding-top:3.75rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 var(--sans);font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}
h1,h2,h3,p,figure,ul,ol,dl,dd,table,fieldset,pre{margin:0;padding:0}
h1{font-size:clamp(1.375rem,.95rem + 1.35vw,2.125rem);line-height:1.2;font-weight:680;letter-spacing:-.02em;text-wrap:pretty}
h2{font-size:1.375rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;text-wrap:balance}
h3{font-size:1rem;line-height:1.35;font-weight:650}
a{color:inherit;text-decoration-color:var(--line2);text-underline-offset:.2em}a:hover{text-decoration-color:currentColor}
code,pre{font-family:var(--mono);font-size:.8125rem}
:focus-visible{outline:2px solid var(--inception);outline-offset:2px;border-radius:3px}
button{font:inherit;font-size:.875rem;color:var(--ink);background:var(--surface);border:1px solid var(--line2);border-radius:6px;padding:.25rem .55rem;min-height:2rem;cursor:pointer}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;z-index:9;background:var(--surface);padding:.5rem .75rem}
.wrap{max-width:92rem;margin:0 auto;padding:0 clamp(1rem,3.2vw,3rem)}
html:not(.js) .needjs{display:none}
.one{white-space:nowrap}
.nm{color:var(--c);overflow-wrap:anywhere}.any{overflow-wrap:anywhere}
.pm{font-weight:400;color:var(--ink2)}
.note,.how{font-size:.8125rem;color:var(--ink2);text-wrap:pretty}.note{margin-top:.6rem;max-width:52rem}.note.before{margin:0 0 1.2rem}
@media(min-width:2200px){body{zoom:1.25}}@media(min-width:3200px){body{zoom:1.9}}
`;

const HEADER = `
.top{display:flex;flex-wrap:wrap;align-items:baseline;gap:.35rem 1.1rem;padding-top:1.1rem;font-size:.875rem;color:var(--ink2)}
.brand{font-weight:700;font-size:1rem;letter-spacing:-.02em;color:var(--ink);display:inline-flex;gap:.5rem;align-items:center}
.brand svg{width:1.15rem;height:1.15rem}
.facts{flex:1 1 30rem;min-width:0;display:flex;flex-wrap:wrap;row-gap:.35rem;margin-left:-2.2rem;clip-path:inset(-4px -4px -4px 2rem)}
.fact{position:relative;min-width:0;padding-left:2.2rem;overflow-wrap:anywhere}.fact::before{content:"";position:absolute;left:1.1rem;top:.65em;width:3px;height:3px;border-radius:50%;background:var(--line2)}
.theme{align-self:flex-start;padding:.1rem .45rem;min-height:1.75rem}
.nav{position:sticky;top:0;z-index:5;background:var(--bg);border-bottom:1px solid var(--line);margin-top:.6rem}
.nav .wrap{display:flex;align-items:center;gap:1rem}
.nav ul{flex:1;min-width:0;display:flex;gap:.1rem;list-style:none;overflow-x:auto;margin-left:-.6rem;scrollbar-width:none}
.nav a{display:block;padding:.6rem;font-size:.875rem;color:var(--ink2);text-decoration:none;white-space:nowrap;border-radius:4px}
.nav a:hover{color:var(--ink);background:var(--sunk)}
.pickout{font-size:.8125rem;color:var(--ink2);white-space:nowrap}
select,input[type=search]{text-overflow:ellipsis;font:inherit;font-size:.875rem;color:var(--ink);background:var(--surface);border:1px solid var(--line2);border-radius:6px;padding:.15rem .4rem;min-height:1.9rem;max-width:14rem}
.filters{display:flex;flex-wrap:wrap;gap:.5rem 1.1rem;align-items:center;margin-top:.75rem;font-size:.8125rem;color:var(--ink2)}
.axes{padding:0 0 .9rem}
.answer{padding:1.25rem 0 1.1rem;max-width:74rem}
.eye{font-size:.875rem;color:var(--ink2);margin-bottom:.25rem}
.answer .sub{margin-top:.6rem;font-size:1.0625rem;color:var(--ink2);max-width:66rem;text-wrap:pretty}
.sub .nm{font-weight:600}
.choice{border:0;display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:center;min-width:0;padding-top:1rem}
.choice legend{float:left;font-size:.8125rem;color:var(--ink2);padding:0}
.seg{display:inline-flex;flex-wrap:wrap;border:1px solid var(--line2);border-radius:6px;background:var(--surface);padding:2px}
.seg label{position:relative;font-size:.875rem;padding:.14rem .65rem;border-radius:4px;cursor:pointer;color:var(--ink2)}
.seg input{position:absolute;opacity:0;inset:0;margin:0;cursor:pointer}
.seg label:has(:checked){background:var(--ink);color:var(--bg);font-weight:600}
.seg label:has(:focus-visible){outline:2px solid var(--inception);outline-offset:2px}
h1,h2,h3,h4,.eye,.sub,.note,.how,.find{overflow-wrap:anywhere}.seg,.choice,.first>*,.body>*{min-width:0;max-width:100%}.seg label{overflow-wrap:anywhere;min-width:0}figure{overflow-x:clip}
.first{display:grid;grid-template-columns:minmax(0,1fr) 20rem;gap:2.25rem;align-items:start}
.rail{border-left:1px solid var(--line);padding-left:1.75rem}.rail h2{font-size:1.125rem}
.rail p{font-size:.875rem;color:var(--ink2);margin-top:.3rem}
.offers{list-style:none;font-size:.875rem;margin-top:.7rem}
.offers li{display:grid;grid-template-columns:1rem 1fr auto;gap:.4rem;padding:.3rem 0;border-top:1px solid var(--grid);align-items:center}
.offers b{font-weight:600}.offers b,.offers span{min-width:0;overflow-wrap:anywhere}.offers span{color:var(--ink2)}.offers .pick b{font-weight:700}
.limits{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(14rem,100%),1fr));gap:.75rem 2rem;font-size:.875rem}
.limits label{display:grid;grid-template-columns:1fr auto;gap:.2rem .6rem}.limits output{font-weight:600}.limits input{grid-column:1/-1;order:1;width:100%;min-height:1.5rem;accent-color:var(--ink)}
.picked{margin-top:1.1rem;font-weight:650;font-size:1.0625rem;overflow-wrap:anywhere}.pt.misfit{opacity:.25}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 2.2rem;font-size:.8125rem;color:var(--ink2);margin-top:.35rem}.legend ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none}
.legend li{display:inline-flex;gap:.4rem;align-items:center}.legend svg{flex:none;margin:0}
`;

const CHARTS = `
svg{display:block;max-width:100%;overflow:visible}
svg text{font-family:var(--sans);font-size:12px;font-variant-numeric:tabular-nums}
.sc{width:100%;height:auto}.narrow{display:none}
.gl{stroke:var(--grid)}.ax{stroke:var(--line2)}.tk{fill:var(--ink3)}.al{fill:var(--ink2);font-weight:500}
.front{fill:none;stroke:var(--ink);stroke-width:1.5;opacity:.55}
.ci{stroke:var(--c);stroke-width:1.5;opacity:.55}.lead{stroke:var(--line2)}
.mk{fill:var(--c);stroke:var(--c);stroke-width:1.75}
.s-maybe .mk{fill:var(--t)}.s-beaten .mk{fill:var(--bg)}.s-unranked .mk{fill:var(--bg);stroke-dasharray:2 2}
.lb{fill:var(--ink2);paint-order:stroke;stroke:var(--bg);stroke-width:3.5px;stroke-linejoin:round}
.s-front .lb{fill:var(--c);font-weight:650}.s-unranked .lb,.struck{text-decoration:line-through}
.hl .pt:not(.hi),.hl .panel.net:not(.hi) svg.sc{opacity:.3}.hl .hi .lb{font-weight:700}.hl tr.hi>*{background:var(--sunk)}
.ctx{fill:none;stroke:var(--line2);opacity:.45}.lc{fill:none;stroke:var(--c);stroke-width:1.75;stroke-linejoin:round}
.vd{fill:var(--bg);stroke:var(--c);stroke-width:1.5}.tall{max-height:28rem;overflow:auto}
#all-table th button{all:unset;cursor:pointer;font-weight:600}#all-table th button:focus-visible{outline:2px solid var(--inception)}#all-table th[aria-sort=ascending] button::after{content:" ↑"}#all-table th[aria-sort=descending] button::after{content:" ↓"}#all-table td,#all-table th{white-space:nowrap}
.between{margin:1.5rem 0 .6rem}.panel h4{margin:0 0 .3rem;font-size:.875rem;font-weight:650}
.mkr{display:inline-block;vertical-align:-1px;margin-right:.5rem;flex:none}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:1.5rem 1.75rem}
.panel{max-width:27rem}.panel h3{font-size:.875rem;margin-bottom:.3rem}.panel h3 small{display:block;font-weight:400;color:var(--ink2);font-size:.8125rem}
.g{width:100%;height:10px;margin-top:2px;background:linear-gradient(var(--grid),var(--grid)) 50% 50%/94% 1px no-repeat}
.g line{stroke:var(--c);stroke-width:2;stroke-linecap:round;opacity:.75}.g circle{fill:var(--c)}
.st{width:100%;height:22px}.axs{height:18px}
.q1{stroke:var(--c);stroke-width:1.5;opacity:.6}.q2{stroke:var(--c);stroke-width:7;opacity:.4}.q3{fill:var(--c)}
.sb0{fill:var(--c);opacity:.8}.sb1{fill:var(--c);opacity:.45}.mb0{fill:var(--line2);opacity:.55}.mb1{fill:var(--c);opacity:.75}.mbp{stroke:var(--ink);stroke-width:2}
.roof{stroke:var(--ink2);stroke-width:1.5;stroke-dasharray:5 3}.dot{overflow:visible;opacity:.85}
.sp{fill:none;stroke:var(--c);stroke-width:1.1;vector-effect:non-scaling-stroke}
`;

const TABLES = `
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:.875rem}th{text-align:left;font-weight:600}
#table{padding:2rem 0 2.25rem}
.main{margin-top:.5rem}
.main thead th{position:sticky;top:0;z-index:2;background:var(--bg);font-size:.8125rem;color:var(--ink2);vertical-align:bottom;padding:.35rem .5rem;box-shadow:inset 0 -1px var(--line2);font-weight:500}
.main thead b{font-weight:650;color:var(--ink);white-space:nowrap}.main thead small{display:block;font-size:.8125rem;white-space:nowrap}
.main .num{text-align:right}
.main th button{all:unset;cursor:pointer;display:block;width:100%;box-sizing:border-box;line-height:1.3;padding:.15rem .1rem;border-radius:3px;min-height:1.5rem}
.main th button:focus-visible{outline:2px solid var(--inception)}
.main th button b::after{content:" ↕";color:var(--ink3);font-weight:400}
.main th[aria-sort=ascending] b::after{content:" ↑";color:var(--ink)}.main th[aria-sort=descending] b::after{content:" ↓";color:var(--ink)}
.main tbody th,.main td{padding:.4rem .5rem .35rem;border-bottom:1px solid var(--grid);vertical-align:top;white-space:nowrap}
.main tbody tr:hover>*{background:var(--sunk)}
.main tbody tr:not(.grp)>th{padding-right:1rem;white-space:normal;min-width:9rem;max-width:24rem}
.main .grp th{white-space:normal;overflow-wrap:anywhere;font-size:.8125rem;font-weight:650;color:var(--ink2);padding-top:1rem;border-bottom:1px solid var(--line);background:var(--bg)!important}
.main tbody th small{display:block;font-weight:400;color:var(--ink3);font-size:.75rem;margin-left:1.3rem;line-height:1.2}
.v{font-weight:600}.i{color:var(--ink3);font-size:.75rem;margin-left:.25rem}
.tag{font-size:.6875rem;font-weight:650;border-radius:3px;padding:0 .28rem;margin-right:.35rem;line-height:1.35;display:inline-block}
.tag.best{background:var(--ink);color:var(--bg)}.tag.tied{box-shadow:inset 0 0 0 1px var(--line2);color:var(--ink2)}
.none{color:var(--ink2);font-size:.8125rem;white-space:normal!important}.main td.none{min-width:9rem;line-height:1.3}
.main td b{font-weight:600}.main .unranked td b{font-weight:400}.main .unranked th b{text-decoration:line-through;text-decoration-thickness:1px}
.main .failed td{white-space:normal;color:var(--ink2);font-size:.8125rem}.main tbody th b{font-weight:600}
.badge{display:inline-block;font-size:.75rem;line-height:1.3;font-weight:600;color:var(--warn);background:var(--warn-t);border-radius:4px;padding:.08rem .4rem;margin:0 .25rem .2rem 0;white-space:nowrap;text-decoration:none}
.main .badges{white-space:normal}.hard{min-width:7rem}.mist{width:66%}.mist div{display:grid;grid-template-columns:repeat(auto-fill,minmax(8rem,1fr));gap:.4rem .9rem}.mist img{display:block;image-rendering:pixelated;border-radius:3px}.mist small{display:block;color:var(--ink3)}
.badge.bad{color:var(--bad);background:var(--bad-t)}
.list{margin-top:.5rem}
.list th,.list td{padding:.3rem .9rem .3rem 0;border-bottom:1px solid var(--grid);vertical-align:top;text-align:left}
.list thead th{color:var(--ink2);font-size:.8125rem;border-bottom:1px solid var(--line2)}
.list .num{text-align:right;white-space:nowrap}.list tbody th{white-space:normal;overflow-wrap:anywhere;min-width:8.5rem}
.sources{font-size:.8125rem}.sources td,.sources th{padding-right:1.2rem}.sources tbody th{min-width:9rem}.sources td:nth-last-child(4){min-width:13rem}.sources td:last-child{min-width:9rem}
.plainlist th,.plainlist td{white-space:nowrap;text-align:right;font-size:.8125rem}
.plainlist th:first-child{text-align:left}.plainlist .none{white-space:normal!important}
.cm{width:auto;font-size:.75rem;margin-top:.5rem}.cm th{font-weight:500;color:var(--ink2);padding:.15rem .4rem;white-space:nowrap}.cm td{text-align:right;padding:.15rem .4rem;border:1px solid var(--bg);min-width:2.6rem}.cm .eq{font-weight:700;outline:1px solid var(--line2);outline-offset:-1px}
.cm .h1{background:color-mix(in srgb,var(--c) 5%,var(--bg))}.cm .h2{background:color-mix(in srgb,var(--c) 9%,var(--bg))}.cm .h3{background:color-mix(in srgb,var(--c) 14%,var(--bg))}.cm .h4{background:color-mix(in srgb,var(--c) 19%,var(--bg))}.cm .h5{background:color-mix(in srgb,var(--c) 24%,var(--bg))}.cm .h6{background:color-mix(in srgb,var(--c) 30%,var(--bg))}
.rows{font-size:.8125rem}.rows th,.rows td{padding:.3rem .6rem .3rem 0;vertical-align:middle;white-space:nowrap}
.rows tbody tr{border-top:1px solid var(--grid)}.rows thead th{font-weight:500;color:var(--ink2);vertical-align:bottom}
.rows .num{text-align:right;width:1%}.rows .wide{width:auto;padding-right:1.25rem}.rows .mid{width:22%;padding-right:1.25rem}.rows tbody th{width:1%;min-width:8.5rem;white-space:normal;overflow-wrap:anywhere;padding-right:1rem;font-weight:600}
.rows thead th{white-space:normal}.rows thead .num{min-width:3.4rem}.rows tbody .num.none{min-width:9rem}
.rows .none{white-space:normal!important;min-width:0}
`;

const SECTIONS = `
section.s{display:grid;grid-template-columns:16.5rem minmax(0,1fr);gap:1.25rem 3rem;border-top:1px solid var(--line);padding:2.25rem 0 2.5rem}
.head .find{margin-top:.6rem;font-weight:600;line-height:1.4;text-wrap:pretty}.head .how{margin-top:.6rem}
.body{min-width:0}.shared{margin:.5rem 0 1.4rem}
@media screen and (min-width:1101px){.head{position:sticky;top:3.75rem;align-self:start}}
details{margin-top:1rem;font-size:.875rem}
summary{cursor:pointer;color:var(--ink2);font-size:.8125rem;width:max-content;max-width:100%;padding:.15rem .1rem}summary:hover{color:var(--ink)}
details h3{margin-top:1rem;font-size:.875rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(21rem,100%),1fr));gap:1.25rem}
.card{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem 1.1rem;min-width:0}
.card h3+.kv{margin-top:.5rem}.card .lead-in{font-size:.875rem;color:var(--ink2);margin:.25rem 0 .6rem}
.kv{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem .9rem;font-size:.8125rem}
.kv dt{color:var(--ink3)}.kv dd{overflow-wrap:anywhere}
.env{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(15rem,100%),1fr));gap:.9rem 2rem;font-size:.875rem}
.env dt{color:var(--ink3);font-size:.8125rem}.env dd{overflow-wrap:anywhere}
.method{margin-top:1.6rem;grid-template-columns:repeat(auto-fill,minmax(min(20rem,100%),1fr))}
.terms{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(18rem,100%),1fr));gap:.9rem 2rem;font-size:.875rem}
.terms dt{font-weight:650}.terms dd{color:var(--ink2)}
.list ul{list-style:none}.list li+li{margin-top:.15rem}
.fail{border-top:1px solid var(--grid);padding:.75rem 0}.fail:first-child{border-top:0;padding-top:0}
.fail p{font-size:.875rem;color:var(--ink2);margin-top:.2rem}.fail p.do{color:var(--ink)}
pre{background:var(--sunk);border:1px solid var(--line);border-radius:6px;padding:.5rem .6rem;margin-top:.5rem;overflow-x:auto;max-height:24rem;white-space:pre-wrap;overflow-wrap:anywhere}
footer{font-size:.8125rem;color:var(--ink2)}footer p{border-top:1px solid var(--line);padding:1.25rem 0 2.5rem}
`;

const RESPONSIVE = `
@media(min-width:1360px){.main-wrap{overflow:visible}.main thead th{top:2.7rem}}
@media(max-width:1359px){.main-wrap{max-height:85vh;overflow:auto;border-bottom:1px solid var(--line)}
.main tbody th,.main thead th:first-child{position:sticky;left:0;background:var(--bg);z-index:1}.main thead th:first-child{z-index:3}.main tbody tr:not(.grp)>th{padding-right:1rem;white-space:normal;min-width:9rem;max-width:24rem}
.main .grp th{position:static}}
@media(max-width:1240px){section.s{grid-template-columns:13rem minmax(0,1fr);column-gap:2rem}.rows th,.rows td{padding-right:.4rem}.rows .wide,.rows .mid{padding-right:.6rem}}
@media(max-width:1100px){.first,section.s{grid-template-columns:minmax(0,1fr)}.head{max-width:44rem}
.rail{border-left:0;padding-left:0;border-top:1px solid var(--line);padding-top:1.25rem}}
@media(max-width:900px){.wide-chart{display:none}.narrow{display:block;max-width:32rem}
.rows,.rows tbody,.rows thead,.block,.block tbody{display:block}
.rows thead th:not(.wide),.block thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.rows tr{display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:.5rem 0}.rows thead tr{padding:0}
.rows th,.rows td{padding:0;white-space:normal}.rows tbody th,.rows .wide,.rows .mid{flex:0 0 100%;width:auto}
.rows .num{width:auto;text-align:left;white-space:nowrap}.rows .num::before{content:attr(data-l) " ";color:var(--ink3)}.rows thead .num::before{content:""}
.block tr{display:flex;flex-wrap:wrap;gap:.1rem 1rem;border-bottom:1px solid var(--grid);padding:.5rem 0}
.block th,.block td{border:0!important;padding:0!important;flex:0 0 auto;white-space:normal!important}.block .full{flex:0 0 100%}}
@media screen and (max-width:720px){.nav .wrap{flex-wrap:wrap;gap:0}.nav ul{flex:0 0 100%}.pickout{padding-bottom:.45rem}
.facts{flex-basis:100%}.answer .sub{font-size:1rem}
.main tbody tr:not(.grp)>th{white-space:normal;min-width:7.9rem;padding-left:1.5rem;text-indent:-1.25rem}.main tbody th small{margin-left:0;text-indent:0}
.top{position:relative;padding-right:3rem}.theme{position:absolute;right:0;top:.9rem}
.main td,.main thead th{padding-left:.3rem;padding-right:.3rem}}
`;

const PRINT = `
@media print{:root,:root[data-theme]{color-scheme:light;--bg:#fff;--surface:#fff}html{font-size:68%}
.nav,.needjs,.choice,.skip{display:none!important}.main-wrap,.scroll{overflow:visible;max-height:none}
.main thead th,.main tbody th{position:static!important}.main thead th{box-shadow:none;border-bottom:1px solid var(--line2)}
.main th button b::after{content:""!important}
.first,section.s{grid-template-columns:minmax(0,1fr)}.rail{border:0;padding:0}.wide-chart{display:block}.narrow{display:none}
.main{font-size:.74rem}.main thead th,.main tbody th,.main td{padding-left:.2rem!important;padding-right:.2rem!important}.main td.none{min-width:5rem}.main thead b,.main thead small{white-space:normal}.tag,.badge{font-size:.6rem;margin-right:.15rem}.i{font-size:.6rem}
.card,.panel,tr,.fail{break-inside:avoid}.wrap{max-width:none;padding:0}a{text-decoration:none}
@page{size:A4;margin:12mm}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media(forced-colors:active){.mk,.q3,.g circle{forced-color-adjust:none}}
`;

/** What a page lets its reader choose. */
export interface Choices {
  readonly slices: number;
  /** Ids of the axes. */
  readonly axes: readonly string[];
}

/** Show what is chosen and hide the rest; without `:has()` all is shown. No script takes part. */
function choiceRules({ slices, axes }: Choices): string {
  const rule = (kind: string, id: string | number) =>
    `body:has(#${kind}-${id}:checked) .on-${kind}:not(.${kind}-${id}){display:none}`;
  return [
    ...Array.from({ length: slices }, (_, index) => rule('slice', index)),
    ...axes.map((id) => rule('axis', id)),
  ].join('\n');
}

/** The page's only style sheet. */
export function styleSheet(choices: Choices) {
  const parts = [designTokens, BASE, HEADER, CHARTS, TABLES, SECTIONS, RESPONSIVE, PRINT];
  return trusted([...parts, choiceRules(choices)].join('').replace(/\n+/g, '\n').trim());
}
