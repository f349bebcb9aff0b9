/** The report of a suite that has no files but those of the workspace: its name there. */
export const reportName = 'test-report.ndjson';
