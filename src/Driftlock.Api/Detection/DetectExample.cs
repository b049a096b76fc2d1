namespace Driftlock.Api.Detection;

/// <summary>Detection as the document shows it.</summary>
internal static class DetectExample
{
    public const string HowItGoes =
        """
        While a stream has fewer events than its baseline it learns: nothing is flagged, and those events are free. From then
        on every event is scored before it is learned. Indices count from 0 within the request; an event that is refused says
        so under `refused` and the others are taken.
        """;

    public const string Request =
        """
        {
          "stream": "checkout-api",
          "events": [
            "2026-11-20T10:00:00Z GET /cart 200 12ms",
            { "timestamp": "2026-11-20T10:00:01Z", "body": "Out of memory: Killed process 4711 (java)", "id": "evt-7" }
          ],
          "profile": "balanced",
          "learn": true
        }
        """;

    public const string Answer =
        """
        {
          "stream": {
            "id": "019aa1c4-9f0e-7d7c-8a53-0c7a5f3f9b21", "slug": "checkout-api", "state": "ready", "shape": "log",
            "mode": "tracking", "baseline_events": 400, "events_needed": 0
          },
          "received": 2, "scored": 2, "learned": 2, "duplicates": 0, "refused": [], "anomaly_count": 1,
          "anomalies": [
            {
              "id": "019aa1c5-1b2c-7e10-9d11-2f4c6a8e0b13", "index": 1, "group_id": "019aa1c5-1b2c-7a44-b0f2-6f1d3c5e7a90",
              "event_text": "Out of memory: Killed process 4711 (java)", "bits": 231.4, "expected_bits": 24.5, "score": 8.7,
              "p_value": 0.0038, "p_recent": 0.0024, "calibration_events": 419, "severity": "medium", "flags": ["extrapolated"],
              "explanation": "Killed costs 41 bits, memory: 38, process 35",
              "attribution": [{ "start": 15, "end": 21, "bits": 41.2 }],
              "metrics": { "compression_ratio": 1.42, "confidence": 0.9976 }
            }
          ],
          "usage": { "used": 1234, "included": 10000, "period_end": "2026-12-01T00:00:00Z" },
          "model": {
            "version": "0.1.0", "digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "sequence": 1633
          },
          "request_id": "01a217907dcc7f9297d218a2a60ddf54"
        }
        """;

    public const string AnalyzeRequest =
        """
        {
          "baseline": ["GET /cart 200 12ms", "GET /cart 200 9ms", "GET /login 200 31ms"],
          "events": ["GET /cart 200 14ms", "Out of memory: Killed process 4711 (java)"],
          "shape": "log",
          "profile": "sensitive"
        }
        """;

    public const string DemoRequest =
        """
        { "events": ["one line", "another line"], "profile": "balanced" }
        """;
}
