/** The switch between light and dark. */
export const theme = `
  byId('theme').addEventListener('click', () => {
    const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const now = root.dataset.theme ?? system;
    root.dataset.theme = now === 'dark' ? 'light' : 'dark';
  });
`;
