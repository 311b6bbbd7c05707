/** Whether a host is this machine: localhost, 127.0.0.0/8, ::1 (with or without its brackets). */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|\[::1\]|::1|127\.\d+\.\d+\.\d+)$/.test(hostname);
}
