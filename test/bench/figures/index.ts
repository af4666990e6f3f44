import type { Part } from './figure.ts'
import { diskGrowthPart, growthPart } from './growth.ts'
import { vendorListPart } from './lists.ts'
import { parallelPart, slowPart, videoPart } from './memory.ts'
import { namespaceBytesPart, namespaceRatePart } from './namespaces.ts'
import { replicasPart } from './replicas.ts'
import { resetPart } from './reset.ts'
import { sharedGrowthPart } from './shared-growth.ts'
import { libraryStartPart, startPart } from './start.ts'
import { statementsPart } from './statements.ts'

/** All figures that have a target, those that take long last. */
export const PARTS: readonly Part[] = [
  startPart,
  libraryStartPart,
  resetPart,
  vendorListPart,
  namespaceBytesPart,
  parallelPart,
  slowPart,
  videoPart,
  namespaceRatePart,
  statementsPart,
  replicasPart,
  sharedGrowthPart,
  growthPart,
  diskGrowthPart,
]
