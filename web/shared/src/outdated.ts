const kept = 'e2ms.reloaded_at';
const pause = 60_000;

function reloadedLately(): boolean {
  try {
    const before = Number(sessionStorage.getItem(kept) ?? 0);
    sessionStorage.setItem(kept, String(Date.now()));
    return Date.now() - before < pause;
  } catch {
    return true; // without a memory it might go on for ever
  }
}

/**
 * After an upgrade the server no longer has the parts of a page that is open: it is loaded anew,
 * at `where` it was going. Once, because the server may also just not answer.
 */
export function reloadWhenOutdated(where: () => string): void {
  window.addEventListener('vite:preloadError', () => {
    if (!reloadedLately()) location.assign(where());
  });
}
