declare module 'virtual:engine-types' {
  /** The engine's declaration files by their path in the package. */
  export const engineTypes: Readonly<Record<string, string>>
}
