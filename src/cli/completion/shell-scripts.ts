/**
 * Completion scripts. A script passes the line up to the cursor to the program, as one word that is never evaluated, and gets
 * `value<TAB>description` lines and, last, `:files` if file names are to be offered too, else `:`.
 */

/** The supported shells. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** Bash splits words at `:` and `=` too, so the text before them in the word is removed from each value. It does not need bash-completion. */
const BASH = `# bash completion for smartlead-mock; put into ~/.bashrc: eval "$(smartlead-mock completion bash)"
_smartlead_mock_completion() {
  local line="\${COMP_LINE:0:COMP_POINT}" entry value word cut
  word="\${line##*[[:space:]]}"
  cut="\${word%"\${word##*[=:]}"}"
  COMPREPLY=()
  while IFS= read -r entry; do
    case "$entry" in
      :files) compopt -o default 2>/dev/null ;;
      :) ;;
      *) value="\${entry%%$'\\t'*}"; COMPREPLY+=("\${value#"$cut"}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" completion words -- "$line" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && "\${COMPREPLY[0]}" == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _smartlead_mock_completion smartlead-mock
`;

const ZSH = `#compdef smartlead-mock
# zsh completion for smartlead-mock; put into ~/.zshrc, after compinit: source <(smartlead-mock completion zsh)
_smartlead_mock() {
  local -a lines described
  local entry value text files=
  lines=("\${(@f)$("\${words[1]}" completion words -- "\${(j: :)words[1,CURRENT]}" 2>/dev/null)}")
  for entry in "\${lines[@]}"; do
    case "$entry" in
      :files) files=1 ;;
      :|'') ;;
      *) value="\${entry%%$'\\t'*}" text="\${entry#*$'\\t'}"; described+=("\${value//:/\\\\:}\${text:+:$text}") ;;
    esac
  done
  (( \${#described} )) && _describe -V 'smartlead-mock' described
  [[ -n "$files" ]] && _files
}
compdef _smartlead_mock smartlead-mock
`;

const FISH = `# fish completion for smartlead-mock; save as ~/.config/fish/completions/smartlead-mock.fish
function __smartlead_mock_completion
  set -l words (commandline -opc)
  for entry in ($words[1] completion words -- (commandline -cp | string collect) 2>/dev/null)
    switch $entry
      case ':files'
        __fish_complete_path (commandline -ct)
      case ':'
      case '*'
        printf '%s\\n' $entry
    end
  end
end
complete -c smartlead-mock -f -a '(__smartlead_mock_completion)'
`;

/** Returns the script of a shell. */
export function shellScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}
