"""Our own CPU engine for Qwen2, Qwen3 and Llama: int8 or floating point, continuous batching."""
