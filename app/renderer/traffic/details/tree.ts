/** A decoded value as a tree to look at. Each node knows the bytes that it came from. */
import type { ByteRange } from './hex.ts'

export interface TreeNode extends ByteRange {
  /** Index, key or attribute name under its parent, as it is shown. */
  readonly key: string | undefined
  /** `tuple`, `Token`, or for a plain value its repr. */
  readonly label: string
  /** Whether the label is a value, not a type's name. */
  readonly isValue: boolean
  /** What is said beside it: how many items, which module, what it is for. */
  readonly note: string | undefined
  readonly children: readonly TreeNode[]
}

/** A node as a line of the list, at its depth. */
export interface TreeLine {
  readonly node: TreeNode
  readonly depth: number
  /** Place in the tree, such as `0.1.2`: stays the same while other nodes open and close. */
  readonly path: string
  readonly open: boolean
}

/** Containers up to this many nodes are open at first. */
const OPEN_AT_FIRST = 40

/** Lines of all nodes whose parents are open. `toggled` are paths that are not as they were at first. */
export function flatten(roots: readonly TreeNode[], toggled: ReadonlySet<string>): TreeLine[] {
  const lines: TreeLine[] = []
  const visit = (node: TreeNode, depth: number, path: string) => {
    const open = node.children.length > 0 && opensAtFirst(node, depth) !== toggled.has(path)
    lines.push({ node, depth, path, open })
    if (open) node.children.forEach((child, index) => visit(child, depth + 1, `${path}.${index}`))
  }
  roots.forEach((root, index) => visit(root, 0, String(index)))
  return lines
}

function opensAtFirst(node: TreeNode, depth: number): boolean {
  return depth < 6 && node.children.length <= OPEN_AT_FIRST
}

/** The smallest node around a range of bytes. */
export function nodeAround(roots: readonly TreeNode[], range: ByteRange): TreeNode | undefined {
  const root = roots.find((one) => one.start <= range.start && range.end <= one.end)
  return root && (nodeAround(root.children, range) ?? root)
}

export const sameRange = (a: ByteRange | null, b: ByteRange | null): boolean => a?.start === b?.start && a?.end === b?.end
export const covers = (outer: ByteRange, inner: ByteRange): boolean => outer.start <= inner.start && inner.end <= outer.end
