/** What the Linux packages install outside /opt/latchkey, except for the two places where the distributions differ. */
export const SIZES = [16, 24, 32, 48, 64, 128, 256, 512].map((size) => `${size}x${size}`);

export const OUTSIDE: readonly string[] = [
  '/usr/bin/docker-credential-latchkey',
  '/usr/bin/git-credential-latchkey',
  '/usr/bin/latchkey',
  '/usr/bin/latchkey-desktop',
  '/usr/lib/systemd/user/latchkey-agent.service',
  '/usr/share/applications/latchkey.desktop',
  '/usr/share/bash-completion/completions/latchkey',
  '/usr/share/fish/vendor_completions.d/latchkey.fish',
  ...SIZES.map((size) => `/usr/share/icons/hicolor/${size}/apps/latchkey.png`),
  '/usr/share/icons/hicolor/scalable/apps/latchkey.svg',
  '/usr/share/man/man1/docker-credential-latchkey.1.gz',
  '/usr/share/man/man1/git-credential-latchkey.1.gz',
  '/usr/share/man/man1/latchkey-desktop.1.gz',
  '/usr/share/man/man1/latchkey.1.gz',
  '/usr/share/metainfo/dev.latchkey.desktop.metainfo.xml',
];
