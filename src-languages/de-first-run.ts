/** German: the empty window and the live check in the form. Part of de.ts. */
import type { Words } from './language.ts';
import { list, number, one } from './locale.ts';

export const deFirstRun: Pick<Words, 'firstRun' | 'live'> = {
  firstRun: {
    title: 'Wo melden Sie sich an?',
    text: 'Wählen Sie aus und bestätigen Sie im Browser. Latchkey hält die Anmeldung aktuell und gibt Ihren Werkzeugen Token.',
    other: 'Anderer OpenID-Anbieter',
    import: {
      found: (count) =>
        one(count)
          ? '1 AWS-Anmeldung auf diesem Computer gefunden'
          : `${number.format(count)} AWS-Anmeldungen auf diesem Computer gefunden`,
      from: (file) => `In ${file}`,
      look: 'Ansehen',
      choose: 'Welche davon?',
      roles: (count) => (one(count) ? '1 Rolle' : `${number.format(count)} Rollen`),
      add: (count) => (one(count) ? '1 Profil hinzufügen' : `${number.format(count)} Profile hinzufügen`),
      adding: 'Wird hinzugefügt …',
      added: (names) => `${list.format(names)}: hinzugefügt. Melden Sie sich an, wenn Sie so weit sind.`,
      problems: (count) =>
        one(count)
          ? '1 Zeile der Datei wurde ausgelassen'
          : `${number.format(count)} Zeilen der Datei wurden ausgelassen`,
      line: (line, message) => `Zeile ${number.format(line)}: ${message}`,
    },
    sandbox: {
      title: 'Nur zum Ausprobieren?',
      text: 'Die Sandbox ist ein Anbieter auf diesem Computer mit einer erfundenen Person. Sie braucht kein Konto und endet mit Latchkey.',
      start: 'Mit einer Sandbox ausprobieren',
      starting: 'Wird gestartet …',
    },
    addAndSignIn: 'Hinzufügen und anmelden',
    addOnly: 'Nur hinzufügen',
  },
  live: {
    looking: 'Wird geprüft …',
    answers: (name, ways) => `${name} antwortet; Anmeldung ${list.format(ways)}.`,
    inOrder: (ways) => `In Ordnung; Anmeldung ${list.format(ways)}.`,
    way: { device: 'mit Code', browser: 'im Browser' },
  },
};
