/**
 * `latchkey completion SHELL`: prints the script that makes the shell ask `latchkey __complete`; see complete.ts. After
 * the -- of `latchkey exec`, the shell completes as usual.
 */
import type { Call, Command } from '../line/command.ts';
import { answer } from '../line/output.ts';

export const COMPLETION: Command = {
  name: 'completion',
  summary: 'Print the completion script for your shell',
  args: [{ name: 'SHELL', choices: ['bash', 'zsh', 'fish'] }],
  options: [],
  examples: [
    ['eval "$(latchkey completion bash)"', 'in ~/.bashrc'],
    ['eval "$(latchkey completion zsh)"', 'in ~/.zshrc, after compinit'],
    ['latchkey completion fish | source', 'in ~/.config/fish/config.fish'],
  ],
  run,
};

const BASH = `# bash completion of latchkey
_latchkey_program() {
  local at word=\${COMP_WORDS[COMP_CWORD]}
  [[ \${COMP_WORDS[1]} == exec ]] || return 1
  for ((at = 2; at < COMP_CWORD; at++)); do [[ \${COMP_WORDS[at]} == -- ]] && break; done
  ((at < COMP_CWORD)) || return 1
  if declare -F _command_offset >/dev/null; then
    _command_offset $((at + 1))
  elif ((COMP_CWORD == at + 1)); then
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -c -- "$word" | sort -u)
  else
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$word")
  fi
}
_latchkey() {
  local line
  COMPREPLY=()
  _latchkey_program && return
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
  if [[ \${words[2]} == exec ]] && (( \${words[(i)--]} < CURRENT )); then
    local at=\${words[(i)--]}
    shift $at words
    (( CURRENT -= at ))
    _normal
    return
  fi
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
function __latchkey_program
  set -l words (commandline -opc)
  set -l at (contains -i -- -- $words); and test "$words[2]" = exec; or return 1
  complete -C (string join -- ' ' (string escape -- $words[(math $at + 1)..]) (commandline -ct))
end
complete -c latchkey -f -n 'not __latchkey_program >/dev/null' -a '(__latchkey_complete)'
complete -c latchkey -f -n '__latchkey_program >/dev/null' -a '(__latchkey_program)'`;

const SCRIPTS: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH };

async function run(call: Call): Promise<void> {
  answer(SCRIPTS[call.words[0] ?? ''] ?? '');
}
