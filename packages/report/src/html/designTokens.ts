/** Colours and type of every page; contrast of every text colour is 5:1 or more on its ground, in light and in dark. */
export const designTokens = `
:root{color-scheme:light dark;
--bg:light-dark(#fbfaf7,#14161a);--surface:light-dark(#fff,#1b1e24);--sunk:light-dark(#f3f1ec,#20242b);
--ink:light-dark(#1b1d22,#eceae4);--ink2:light-dark(#474c56,#bcbfc7);--ink3:light-dark(#62676f,#9ba0aa);
--line:light-dark(#dcd9d1,#30353e);--line2:light-dark(#8b8a84,#6d737e);--grid:light-dark(#e8e5de,#272b33);
--inception:light-dark(#1f5fbf,#86b4ff);--inception-t:light-dark(#d7e4f7,#23385c);
--residual:light-dark(#0b7060,#5cc9ad);--residual-t:light-dark(#cfeae2,#16423a);
--plain:light-dark(#a8440b,#f3a067);--plain-t:light-dark(#f8dfcd,#54311a);
--bad:light-dark(#a1211a,#ff9d94);--bad-t:light-dark(#fbe3e0,#43201e);
--warn:light-dark(#754700,#f2c566);--warn-t:light-dark(#fcefcf,#3a2d10);
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
.plain{--c:var(--plain);--t:var(--plain-t)}.inception{--c:var(--inception);--t:var(--inception-t)}.residual{--c:var(--residual);--t:var(--residual-t)}
`;
