/** What Intl says in the window's language; the same as the desktop's. For the files of words and of times. */
export * from '../src-languages/locale.ts';
