/** `latchkey completion SHELL`: prints the script that makes the shell ask `latchkey __complete`; see complete.ts. */
import type { Call } from './command.ts';
import { answer } from './output.ts';

const BASH = `# bash completion of latchkey
_latchkey() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _latchkey latchkey`;

const ZSH = `#compdef latchkey
# zsh completion of latchkey
_latchkey() {
  local line
  local -a candidates
  for line in "\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  (( $#candidates )) && _describe -V latchkey candidates
}
if [[ $funcstack[1] == _latchkey ]]; then
  _latchkey "$@"
else
  compdef _latchkey latchkey
fi`;

const FISH = `# fish completion of latchkey
function __latchkey_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  $words[1] __complete $words[2..-1] "$current" 2>/dev/null
end
complete -c latchkey -f -a '(__latchkey_complete)'`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

export async function run(call: Call): Promise<void> {
  answer(SCRIPTS[call.words[0] ?? ''] ?? '');
}
