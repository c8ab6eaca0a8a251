/** Whether there is a display to show anything on. Asked before Chromium does, which would crash instead of saying so. */

/** What to say if there is none; undefined: there is one, as far as the environment says. */
export function displayProblem(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return undefined;
  return 'latchkey: There is no display for the desktop app. Run `latchkey agent` instead.';
}
