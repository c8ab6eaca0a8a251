/** The languages that Latchkey speaks, by BCP 47 tag, in the order of every list. Their words are in src-languages/. */
export const TAGS = ['en', 'de', 'zh-CN'] as const;
export type Tag = (typeof TAGS)[number];
