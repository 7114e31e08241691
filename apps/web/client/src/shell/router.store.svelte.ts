import { addressIn, BASE, hrefOf, type Address, type Place } from './route.ts';

export type Router = ReturnType<typeof createRouter>;

/** Where the page is. Back and forward undo navigation, and never a command. */
export function createRouter(page: Window = window) {
  let address = $state.raw<Address>(addressIn(page.location.href));

  const read = () => {
    address = addressIn(page.location.href);
  };
  page.addEventListener('popstate', read);
  page.document.addEventListener('click', follow);

  function go(place: Place, { replace = false } = {}): void {
    const href = hrefOf(place, address.at);
    if (replace) page.history.replaceState(null, '', href);
    else page.history.pushState(null, '', href);
    read();
  }

  /** Plain clicks on our own links stay in this page; all others are the browser's. */
  function follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest<HTMLAnchorElement>('a[href]');
    if (!link || link.target !== '' || link.origin !== page.location.origin) return;
    if (link.pathname !== BASE && !link.pathname.startsWith(`${BASE}/`)) return;
    event.preventDefault();
    page.history.pushState(null, '', link.href);
    read();
  }

  return {
    go,
    stop: () => {
      page.removeEventListener('popstate', read);
      page.document.removeEventListener('click', follow);
    },
    get address() {
      return address;
    },
    get place() {
      return address.place;
    },
  };
}
