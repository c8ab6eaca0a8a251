/** Says why the desktop could not start or had to exit: on standard error, like every program here, and in a dialog. */
import { app, dialog } from 'electron';
import { told, words } from '../../src-languages/desktop.ts';
import { asLatchkeyError, ERRORS, type LatchkeyError } from '../core/errors.ts';

function complain(error: LatchkeyError): void {
  process.stderr.write(`latchkey: ${error.message}\n  hint: ${error.hint}\n`);
}

/** Exits with the error's exit code, after the person has read the dialog. */
export function giveUp(thrown: unknown): void {
  const error = asLatchkeyError(thrown);
  complain(error);
  const { sentence, hint, original } = told(error);
  // Nothing else is running, so blocking is fine here; after a non-blocking dialog, Electron on Linux would keep sleeping
  // instead of exiting.
  dialog.showMessageBoxSync({
    type: 'error',
    title: 'Latchkey',
    message: sentence,
    detail: original === undefined ? hint : `${hint}\n\n${original}`,
    buttons: [words.dialog.close],
  });
  app.exit(ERRORS[error.code].exit);
}

/** Electron would show an unknown error's text, which may contain anything. What was saved stays saved. */
export function watchForFaults(): void {
  process.on('uncaughtException', (thrown) => {
    complain(asLatchkeyError(thrown));
    app.exit(ERRORS.internal.exit);
  });
  process.on('unhandledRejection', (reason) => complain(asLatchkeyError(reason)));
}
