"""Labels posts and counts them inside Spark: every partition goes through the same programs that run on a laptop.

usage: spark-submit spark_job.py POSTS LABELLED BUCKETS   (folders or patterns; cm-classify and cm-report on the PATH of every worker)
then:  cm-report summary --by day,client BUCKETS/part-*

checkCode=True is needed: without it a filter that fails yields nothing, silently.
"""
import os
import sys

from pyspark import SparkConf, SparkContext

# Copies are looked for within a partition only, which would make labels depend on how the files are cut.
LABEL = "cm-classify --quiet --jobs 1 --duplicate-memory 0"
# Spark gives a piped program no environment at all.
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "CM_TZ") if name in os.environ}
COUNT = "cm-report summary --partial --by day,client --quiet --jobs 1"


def main(posts, labelled, buckets, partitions):
    context = SparkContext(conf=SparkConf().setAppName("cm"))
    context.setLogLevel("ERROR")
    lines = context.textFile(posts, minPartitions=partitions)
    judged = lines.pipe(LABEL, ENVIRONMENT, checkCode=True)
    judged.saveAsTextFile(labelled)
    # Read back what was written rather than label a second time.
    context.textFile(labelled).pipe(COUNT, ENVIRONMENT, checkCode=True).saveAsTextFile(buckets)
    context.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 2)
