/** The page's entry point: the language first, then the elements, so that nothing is drawn twice in two languages. */
import { chooseLanguage } from './choose-language.ts';

await chooseLanguage();
await import('./elements.ts');
