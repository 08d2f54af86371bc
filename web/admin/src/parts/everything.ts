type Page<Item> = { items: Item[]; next: string | null };

/** All pages of a list, where a person chooses among all there are. */
export async function everything<Item>(
  fetch: (cursor?: string) => Promise<Page<Item>>,
): Promise<Item[]> {
  let page = await fetch();
  let cursor: string | null = null;
  const all = [...page.items];
  // A cursor that does not move would never end.
  while (page.next && page.next !== cursor) {
    cursor = page.next;
    page = await fetch(cursor);
    all.push(...page.items);
  }
  return all;
}
