export interface Dependency {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly place: string
}
export function dependencies(): Dependency[]
export function licenceText(found?: readonly Dependency[]): string
