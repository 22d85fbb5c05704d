/** Of a served page: loads it again when the records have changed. What is chosen stays in the address. */
export const live = `
  const events = new EventSource('events');
  let seen;
  events.addEventListener('message', ({ data }) => {
    if (seen !== undefined && data !== seen) location.reload();
    seen ??= data;
  });
`;
