/** An answer other than success: an HTTP status and a sentence for the client. */
export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}
