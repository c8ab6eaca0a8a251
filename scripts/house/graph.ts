/** What imports what, as a graph: its circles, and its number of floors. Pure. */
import { dirname } from 'node:path/posix';
import { importsOf, type Source } from './sources.ts';

/** Each node with the nodes that it imports. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export function fileGraph(sources: readonly Source[]): Graph {
  const paths = new Set(sources.map(({ path }) => path));
  return new Map(
    sources.map((source) => [
      source.path,
      new Set(
        importsOf(source)
          .map(({ target }) => target)
          .filter((target) => paths.has(target) && target !== source.path),
      ),
    ]),
  );
}

/** The same between folders; a folder and its parent are separate nodes. */
export function folderGraph(files: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [path, targets] of files) {
    const from = dirname(path);
    const edges = folders.get(from) ?? new Set();
    for (const target of targets) if (dirname(target) !== from) edges.add(dirname(target));
    folders.set(from, edges);
  }
  return folders;
}

/** Groups of nodes that reach each other (strongly connected components, by Tarjan), without single nodes. */
export function circles(graph: Graph): string[][] {
  return components(graph).filter((group) => group.length > 1);
}

/** The number of nodes on the longest path down, a circle counted as one. */
export function floors(graph: Graph): number {
  const groups = components(graph);
  const groupOf = new Map(groups.flatMap((group, at) => group.map((node) => [node, at] as const)));
  const height: number[] = [];
  // Components come in import order, the lowest first.
  for (const [at, group] of groups.entries()) {
    const below = group.flatMap((node) => [...(graph.get(node) ?? [])].map((target) => groupOf.get(target) ?? at));
    height[at] = 1 + Math.max(0, ...below.filter((other) => other !== at).map((other) => height[other] ?? 0));
  }
  return Math.max(0, ...height);
}

function components(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): number => {
    index.set(node, index.size);
    let lowest = index.get(node) ?? 0;
    stack.push(node);
    for (const target of graph.get(node) ?? []) {
      if (!index.has(target)) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, index.get(target) ?? 0);
    }
    if (lowest === index.get(node)) found.push(stack.splice(stack.indexOf(node)).sort());
    return lowest;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}
