/** A person's browser without scripts: keeps cookies, follows redirects, and fills in the forms of a server's pages. */

const MOST_PAGES = 12;

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** What the person types and which buttons they press, by the fields' names. */
export type Answers = Readonly<Record<string, string>>;

export class Browser {
  readonly #answers: Answers;
  readonly #cookies = new Map<string, string>();

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /** Opens a link and answers every form, until a page has none; the last page may be on another server. */
  async walk(link: string): Promise<Page> {
    let page = await this.#load(link);
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const form = /<form\b[^>]*>[\s\S]*?<\/form>/i.exec(page.text)?.[0];
      if (form === undefined || page.status >= 400) return page;
      page = await this.#submit(page.url, form);
    }
    throw new Error(`The pages do not end: ${page.url}\n${page.text}`);
  }

  async #submit(base: string, form: string): Promise<Page> {
    const [opening = ''] = /<form\b[^>]*>/i.exec(form) ?? [];
    const inputs = [...form.matchAll(/<(?:input|button)\b[^>]*>/gi)].map(([tag]) => tag);
    const fields = inputs.flatMap((tag): [string, string][] => {
      const name = attribute(tag, 'name');
      if (name === undefined) return [];
      const typed = this.#answers[name];
      if (typed !== undefined) return [[name, typed]];
      return attribute(tag, 'type') === 'hidden' ? [[name, attribute(tag, 'value') ?? '']] : [];
    });
    const target = new URL(attribute(opening, 'action') || base, base);
    const body = new URLSearchParams(fields);
    if (attribute(opening, 'method')?.toLowerCase() === 'post') return this.#load(target.href, body);
    target.search = body.toString();
    return this.#load(target.href);
  }

  async #load(link: string, body?: URLSearchParams): Promise<Page> {
    let [url, form] = [link, body];
    for (let hops = 0; hops < MOST_PAGES; hops += 1) {
      const { host, origin } = new URL(url);
      const response = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: this.#cookies.get(host) ?? '', ...(form !== undefined && { origin, referer: url }) },
        ...(form !== undefined && { method: 'POST', body: form }),
      });
      this.#keep(host, response.headers.getSetCookie());
      const location = response.headers.get('location');
      if (location === null) return { url, status: response.status, text: await response.text() };
      await response.body?.cancel();
      [url, form] = [new URL(location, url).href, undefined];
    }
    throw new Error(`The redirects do not end: ${url}`);
  }

  #keep(host: string, set: readonly string[]): void {
    const kept = new Map(
      [...(this.#cookies.get(host)?.split('; ') ?? []), ...set.map((line) => line.split(';')[0] ?? '')].map((pair) => [
        pair.split('=')[0],
        pair,
      ]),
    );
    this.#cookies.set(host, [...kept.values()].join('; '));
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', '#x27': "'", '#39': "'" };

function attribute(tag: string, name: string): string | undefined {
  const [, value] = new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag) ?? [];
  return value?.replace(/&(\w+|#\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
}
