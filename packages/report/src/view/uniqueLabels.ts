/**
 * Labels that tell their items apart: the title alone where it is unique, otherwise with the item's detail, and with
 * its position among its like where even that is shared.
 */
export function uniqueLabels(
  items: readonly { readonly title: string; readonly detail: string }[],
): string[] {
  const withDetail = items.map(({ title, detail }) => {
    const shared = items.filter((other) => other.title === title).length > 1;
    return shared && detail !== '' ? `${title} (${detail})` : title;
  });
  return withDetail.map((label, index) => {
    const like = withDetail.flatMap((other, at) => (other === label ? [at] : []));
    return like.length > 1 ? `${label} (${like.indexOf(index) + 1})` : label;
  });
}
