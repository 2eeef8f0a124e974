/** How a request names a job: whose it is, and both ids of its path. */
export interface JobPath {
  userId: string;
  projectId: string;
  jobId: string;
}
