/** German: the settings, the checks, the log and the diagnosis. Part of de.ts. */
import type { Words } from './language.ts';
import { number, one } from './locale.ts';

export const deLiving: Pick<Words, 'living' | 'settings' | 'doctor' | 'log'> = {
  living: { menu: 'Einstellungen und mehr', retry: 'Erneut versuchen', loading: 'Der Agent wird gefragt …' },
  settings: {
    title: 'Einstellungen',
    saved: 'Gespeichert.',
    general: 'Allgemein',
    language: 'Sprache',
    system: 'Wie das System',
    startAtLogin: 'Latchkey beim Anmelden am Rechner starten',
    startAtLoginHelp: 'Es startet ohne Fenster; die Anmeldungen bleiben aktuell.',
    noStartAtLogin: 'Dieser Agent läuft ohne die Desktop-App; systemd kann ihn beim Anmelden am Rechner starten.',
    notices: 'Mitteilungen',
    ending: 'Bevor eine Anmeldung endet',
    failed: 'Wenn eine Anmeldung geendet hat',
    asked: 'Wenn ein Programm ein Token möchte',
    askedHelp: 'Die Frage selbst erscheint immer im Fenster.',
    newProfiles: 'Neue Profile',
    ask: 'Wenn ein Programm ein Token eines neuen Profils möchte, nachfragen',
    network: 'Netzwerk',
    proxy: 'Proxy',
    proxyHelp: 'Etwa http://proxy.example.com:3128. Leer: keiner. Mit Passwort gehört er in HTTPS_PROXY.',
    caFile: 'Datei mit Zertifizierungsstellen',
    caFileHelp: 'Der ganze Pfad einer PEM-Datei Ihrer Firma. Leer: nur die üblichen Stellen.',
    fromEnvironment: (variable, value) => `${variable} in der Umgebung sagt ${value}, und das gilt.`,
    vault: 'Geheimnisse',
    vaultKind: {
      keychain: 'Geheimnisse liegen im Schlüsselbund des Systems.',
      file: 'Geheimnisse liegen in einer Datei, die mit Ihrer Passphrase verschlüsselt ist.',
      memory: 'Geheimnisse liegen nur im Arbeitsspeicher; beim Beenden endet jede Anmeldung.',
    },
    vaultHow:
      'Ein anderer Ort wird beim Start gewählt, mit `LATCHKEY_VAULT=keychain`, `file` oder `memory` in der Umgebung. Danach melden Sie sich neu an.',
    file: 'Gespeichert in',
  },
  doctor: {
    title: 'Prüfungen',
    again: 'Erneut prüfen',
    checking: 'Wird geprüft. Ein Anbieter, der nicht antwortet, braucht einige Sekunden.',
    fine: 'Alles ist in Ordnung.',
    bad: (count) =>
      one(count) ? 'Eines braucht Aufmerksamkeit.' : `${number.format(count)} Dinge brauchen Aufmerksamkeit.`,
    good: 'In Ordnung',
    wrong: 'Braucht Aufmerksamkeit',
    list: 'Was geprüft wurde',
    names: {
      vault: 'Tresor',
      configuration: 'Konfiguration',
      settings: 'Einstellungen',
      callers: 'Aufrufende Programme',
      proxy: 'Proxy',
      'certificate authorities': 'Zertifizierungsstellen',
      'socket for oidc-agent clients': 'Socket für Programme von oidc-agent',
    },
    provider: (profile) => `Anbieter von ${profile}`,
    export: 'Diagnose',
    exportText:
      'Versionen, Prüfungen, Zustände und das Protokoll, für jemanden, der Ihnen hilft. Namen, Personen, Konten und Geheimnisse fehlen. Lesen Sie sie, bevor Sie sie weitergeben.',
    make: 'Diagnose anzeigen',
    made: 'Diagnose',
    copy: 'Diagnose kopieren',
    orFile: 'Als Datei: `latchkey doctor --export diagnosis.json`',
  },
  log: {
    title: 'Protokoll',
    filter: 'Filter',
    warnings: 'Nur Warnungen',
    copy: 'Gezeigte Zeilen kopieren',
    lines: (shown, all) =>
      shown === all
        ? `${number.format(all)} ${one(all) ? 'Zeile' : 'Zeilen'}`
        : `${number.format(shown)} von ${number.format(all)} Zeilen`,
    none: 'Noch ist nichts protokolliert.',
    noMatch: 'Keine Zeile passt.',
    warn: 'Warnung',
    help: 'Nur im Arbeitsspeicher, die neuesten 500 Zeilen. Nie ein Geheimnis.',
  },
};
