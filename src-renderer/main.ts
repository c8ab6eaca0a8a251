/** Entry of the page: the language first, then the elements, so that nothing is drawn in one and then in another. */
import { chooseLanguage } from './choose-language.ts';

await chooseLanguage();
await import('./elements.ts');
