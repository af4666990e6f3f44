/**
 * The names of the vendors, which their list declares here: what lies below the vendors, and knows none of them, can
 * tell these names to whoever writes tests.
 */
// biome-ignore lint/suspicious/noEmptyInterface: `vendors/index.ts` adds to it
export interface VendorList {}

type KnownName = VendorList extends { readonly names: infer Name extends string } ? Name : string

/**
 * A vendor as a test names it. Editors offer the names of the list; any other text is taken as well, because tests read
 * names from variables and lists of their own. A name that is no vendor's is refused where it is used.
 */
export type AnyVendorName = KnownName | (string & {})
