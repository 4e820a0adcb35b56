"""A topic of posts in, a topic of labelled posts out, through cm-classify, line by line; every post once, also after a crash.

usage: kafka_filter.py BROKER TOPIC-IN TOPIC-OUT [LINES]     LINES: stop after so many (for trying it out)

Where it stood is not kept beside the answers but in them: each answer's key is the offset of its post. Answers are written in order, so
the last one says where to go on. One process serves one partition; run as many as there are partitions.
"""
import subprocess
import sys
import threading

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition

FIELD = ',"kafka_offset":'


def last_answer(broker, topic, partition):
    """The offset of the post that the newest answer belongs to; -1 when there is none."""
    reader = Consumer({"bootstrap.servers": broker, "group.id": "cm-resume", "enable.partition.eof": True})
    low, high = reader.get_watermark_offsets(TopicPartition(topic, partition), timeout=10)
    # Read on to the end rather than trust one number: answers may have come since, and some brokers count batches.
    reader.assign([TopicPartition(topic, partition, max(low, high - 1))])
    newest = -1
    while True:
        message = reader.poll(10)
        if message is None:
            raise SystemExit(f"{topic}: the broker does not say where the answers end")
        if message.error():
            if message.error().code() == KafkaError._PARTITION_EOF:
                reader.close()
                return newest
            continue
        newest = int(message.key())


def feed(reader, posts, limit):
    """Posts to the filter, each with its offset as a last field, which passes through untouched."""
    fed = 0
    while limit is None or fed < limit:
        message = reader.poll(1)
        if message is None or message.error():
            continue
        line = message.value().decode("utf-8", "replace").strip().replace("\n", " ")
        if line.endswith("}"):
            line = f"{line[:-1]}{FIELD}{message.offset()}}}"
        posts.write(line + "\n")
        posts.flush()
        fed += 1
    posts.close()


def main(broker, source, target, limit=None, partition=0):
    start = last_answer(broker, target, partition) + 1
    reader = Consumer({"bootstrap.servers": broker, "group.id": "cm", "auto.offset.reset": "earliest"})
    reader.assign([TopicPartition(source, partition, start)])
    writer = Producer({"bootstrap.servers": broker, "enable.idempotence": True, "linger.ms": 5})
    # A line that is no record is named on standard error and kept; it has no answer.
    filter = subprocess.Popen(["cm-classify", "--quiet", "--rejects", "rejects.jsonl"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    threading.Thread(target=feed, args=(reader, filter.stdin, limit), daemon=True).start()
    for line in filter.stdout:
        head, _, rest = line.rpartition(FIELD)
        offset, _, tail = rest.partition(",") if "," in rest else rest.partition("}")
        after = rest[len(offset):]
        writer.produce(target, partition=partition, key=offset, value=(head + after).rstrip("\n"))
        writer.poll(0)
    writer.flush()
    if filter.wait() not in (0, 3):
        sys.exit(f"cm-classify ended with {filter.returncode}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else None)
