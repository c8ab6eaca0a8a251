/**
 * What the page is still to be opened at. It takes the hash from its address once it has read it; until then, what comes
 * later is added, so that a note replaces no page. Pure: no electron.
 */

export type Place = 'lock' | `profile/${string}`;

export interface Places {
  /** In place of an earlier place; a note stays. */
  go(place: Place): void;
  /** The note about a missing tray, over whatever page. */
  note(): void;
  /** The page's address changed. */
  reached(url: string): void;
  /** The page is gone. */
  forget(): void;
  /** For the page's address; empty: nothing in particular. */
  hash(): string;
}

export function places(): Places {
  let place: Place | undefined;
  let note = false;
  const forget = (): void => {
    place = undefined;
    note = false;
  };
  return {
    go(next) {
      place = next;
    },
    note() {
      note = true;
    },
    reached(url) {
      if (!url.includes('#')) forget();
    },
    forget,
    hash() {
      const parts = [...(place === undefined ? [] : [place]), ...(note ? ['no-tray'] : [])];
      return parts.length === 0 ? '' : `#${parts.join('&')}`;
    },
  };
}
