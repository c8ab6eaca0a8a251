/** A person at the test provider's pages, over plain HTTP: follows redirects, keeps cookies, fills in the forms it meets. */

export interface Answers {
  /** Account to sign in as. */
  readonly account: string;
  readonly decision: 'approve' | 'deny';
  readonly userCode?: string;
}

/** Where the walk ended: a page without a form, or an address outside the provider (a redirect to the app). */
export interface WalkEnd {
  readonly url: string;
  readonly html: string;
}

const PAGES_AT_MOST = 12;

interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

function attribute(tag: string, name: string): string | undefined {
  const raw = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return raw
    ?.replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function formOf(html: string, answers: Answers): Form | undefined {
  const form = /<form\b[^>]*>[\s\S]*?<\/form>/.exec(html)?.[0];
  if (form === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g)) {
    const name = attribute(tag, 'name');
    if (name !== undefined) fields.set(name, attribute(tag, 'value') ?? '');
  }
  if (fields.has('login')) fields.set('login', answers.account);
  if (answers.userCode !== undefined && fields.get('user_code') === '') fields.set('user_code', answers.userCode);
  if (form.includes('name="decision"')) {
    fields.set('decision', form.includes('value="deny"') ? answers.decision : 'approve');
  }
  return { action: attribute(form, 'action') ?? '', fields };
}

class CookieJar {
  readonly #cookies = new Map<string, string>();

  header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}

/** Walks from `start` until there is nothing left to fill in. Leaves the provider's origin only as a reported address. */
export async function walk(start: string, answers: Answers): Promise<WalkEnd> {
  const jar = new CookieJar();
  const home = new URL(start).origin;
  let url = start;
  let body: URLSearchParams | undefined;
  for (let pages = 0; pages < PAGES_AT_MOST * 2; pages += 1) {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { cookie: jar.header(), accept: 'text/html' },
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    jar.take(response);
    const html = await response.text();
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      body = undefined;
      if (new URL(url).origin !== home) return { url, html: '' };
      continue;
    }
    const form = formOf(html, answers);
    // A page that asks again for the code (wrong, used, interrupted) is an end as well.
    if (form === undefined || html.includes('role="alert"')) return { url, html };
    url = new URL(form.action, url).href;
    body = form.fields;
  }
  throw new Error(`The provider's pages do not end; the last one was ${url}`);
}
