/** A component that is drawn again only when one of its props is another: for rows, of which there are many. */
import { Component, type ComponentChildren } from 'preact'

export abstract class Memo<Props extends object> extends Component<Props> {
  override shouldComponentUpdate(next: Readonly<Props>): boolean {
    return !sameProps(this.props, next)
  }

  abstract override render(props: Props): ComponentChildren
}

export function sameProps<Props extends object>(a: Props, b: Props): boolean {
  const keys = Object.keys(a) as (keyof Props)[]
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]))
}
