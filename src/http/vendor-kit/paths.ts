const PARAMETER = /:(\w+)/g

/** A route's path as people and documents write it: `/users/{userId}` of `/users/:userId`. */
export function shownPath(path: string): string {
  return path.replace(PARAMETER, '{$1}')
}

/** A route's path with values in the place of its parameters; one without a value stays as it is. */
export function pathTo(path: string, values: { readonly [parameter: string]: string }): string {
  return path.replace(PARAMETER, (whole, name: string) => values[name] ?? whole)
}
