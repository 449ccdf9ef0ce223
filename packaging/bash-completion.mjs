/** @typedef {import('./command-tree.mjs').CommandNode} CommandNode */

/**
 * Completion of a program for bash: commands, then options, else files.
 * @param {CommandNode} program
 */
export function bashCompletion(program) {
  const nodes = flatten(program);
  const name = `_${program.words.replaceAll('-', '_')}`;
  const paths = nodes.slice(1).map(({ words }) => `"${words}"`);
  return `# Completion of ${program.words} for bash.
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="${program.words}" commands= options= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
    ${paths.join(' | ')}) path="$path $word" ;;
    esac
  done
  case "$path" in
${nodes.map(branch).join('\n')}
  esac
  if [[ $current == -* ]]; then commands=$options; fi
  COMPREPLY=($(compgen -W "$commands" -- "$current"))
}
complete -o default -F ${name} ${program.words}
`;
}

/** @param {CommandNode} node */
function branch({ words, options, children }) {
  const commands = children.map((child) => child.words.slice(words.length + 1)).join(' ');
  const flags = options.flatMap(({ long }) => long ?? []).join(' ');
  return `  "${words}") commands="${commands}" options="${flags}" ;;`;
}

/**
 * @param {CommandNode} node
 * @returns {CommandNode[]}
 */
function flatten(node) {
  return [node, ...node.children.flatMap(flatten)];
}
