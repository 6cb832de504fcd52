import type { Static } from 'typebox';
import type * as common from '../../../src/api/schemas/common.ts';
import type * as details from '../../../src/api/schemas/details.ts';
import type * as figures from '../../../src/api/schemas/figures.ts';
import type { dimensions, valueParameters } from '../../../src/api/schemas/filter.ts';
import type * as lists from '../../../src/api/schemas/lists.ts';
import type * as operations from '../../../src/api/schemas/operations.ts';
import type * as sql from '../../../src/api/schemas/sql.ts';

/** A filter of the API that takes values, several of each. */
export type FilterName = keyof typeof valueParameters;
/** What requests can be counted by. */
export type Dimension = (typeof dimensions)[number];

// The answers of the API, from the schemas that the server checks them with. Types only: no code of it is bundled.
export type Coverage = Static<typeof common.Coverage>;
export type CoverageNote = Static<typeof common.CoverageNote>;
export type Percentiles = Static<typeof common.Percentiles>;
export type Range = Static<typeof common.Range>;
export type ServerCoverage = Static<typeof common.ServerCoverage>;
export type CodePage = Static<typeof details.CodePage>;
export type CodeRow = Static<typeof details.CodeRow>;
export type Evidence = Static<typeof details.Evidence>;
export type ReconnectDetail = Static<typeof details.ReconnectDetail>;
export type RejectedPage = Static<typeof details.RejectedPage>;
export type RequestDetail = Static<typeof details.RequestDetail>;
export type SearchResult = Static<typeof details.SearchResult>;
export type SessionDetail = Static<typeof details.SessionDetail>;
export type TimelineStep = Static<typeof details.TimelineStep>;
export type UserDetail = Static<typeof details.UserDetail>;
export type UserPage = Static<typeof details.UserPage>;
export type UserRow = Static<typeof details.UserRow>;
export type Facets = Static<typeof figures.Facets>;
export type Latency = Static<typeof figures.Latency>;
export type Overview = Static<typeof figures.Overview>;
export type Spent = Static<typeof figures.Spent>;
export type Survival = Static<typeof figures.Survival>;
export type FailureCodes = Static<typeof figures.FailureCodes>;
export type FailureCode = FailureCodes['codes'][number];
export type FailurePage = Static<typeof lists.FailurePage>;
export type FailureRow = Static<typeof lists.FailureRow>;
export type ReconnectPage = Static<typeof lists.ReconnectPage>;
export type ReconnectRow = Static<typeof lists.ReconnectRow>;
export type RequestPage = Static<typeof lists.RequestPage>;
export type RequestRow = Static<typeof lists.RequestRow>;
export type SessionPage = Static<typeof lists.SessionPage>;
export type SessionRow = Static<typeof lists.SessionRow>;
export type Source = Static<typeof operations.Source>;
export type SourceList = Static<typeof operations.SourceList>;
export type Status = Static<typeof operations.Status>;
export type SavedQueries = Static<typeof sql.SavedQueries>;
export type SavedQuery = Static<typeof sql.SavedQuery>;
export type SqlAnswer = Static<typeof sql.SqlAnswer>;
export type SqlQuery = Static<typeof sql.SqlQuery>;
export type SqlSchema = Static<typeof sql.SqlSchema>;

/** What became of a request. */
export type Outcome = RequestRow['outcome'];
