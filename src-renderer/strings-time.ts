/** What the window says about the desktop around it. Part of strings.ts. */
export const timeWords = {
  noTray: {
    text: 'This desktop seems to show no tray icons.',
    hint: 'Latchkey keeps running when you close this window; start it again to see the window. On GNOME, the AppIndicator extension adds a tray.',
  },
} as const;
