declare module 'virtual:library-types' {
  /** The engine's declaration files by their path in the package. Empty where they have not been built. */
  export const engineTypes: Readonly<Record<string, string>>
  /** Node's, by their path in `@types/node`. */
  export const nodeTypes: Readonly<Record<string, string>>
}
