/** German: after a preposition like „in“, the days that Intl gives are „Tagen“. The other units are abbreviated. */
export const dative = (left: string): string => left.replace(/Tage$/, 'Tagen');
